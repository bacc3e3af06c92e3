"""Names of objects."""

from __future__ import annotations

import pytest

from corkboard.verify.landed import ObjectName, parse_name


@pytest.mark.parametrize("end", [".json", ".json.gz"])
def test_a_name_says_topic_partition_and_first_offset(end):
    """The topic may hold plus signs' neighbours: dots, dashes, digits."""
    name = f"topics/0a1b-c.pin/partition=3/0a1b-c.pin+3+0000000162{end}"

    assert parse_name(name) == ObjectName(name, "0a1b-c.pin", 3, 162)


@pytest.mark.parametrize(
    "name",
    ["_SUCCESS", "topics/x.pin/x.pin+0+162.json", "x.pin+0+0000000162.parquet", "x.pin+a+0000000162.json"],
)
def test_other_names_are_not_the_sinks(name):
    """Fewer digits, another ending, no number."""
    assert parse_name(name) is None
