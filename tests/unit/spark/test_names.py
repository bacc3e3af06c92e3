"""Objects by their names."""

from __future__ import annotations

import pytest

from corkboard_spark.landing.names import Folder, Landed, key_of

FOLDER = Folder("topics/corkboard.pin/partition=0/", "corkboard.pin", 0)


def test_a_name_says_where_its_records_begin():
    """Ten digits after the partition."""
    landed = FOLDER.parse("topics/corkboard.pin/partition=0/corkboard.pin+0+0000000162.json", 425)

    assert landed == Landed(162, 425, ".json")


@pytest.mark.parametrize(
    "name",
    [
        "_SUCCESS",
        "corkboard.pin+0+0000000162.json.meta.json",
        "corkboard.pin+0+162.json",
        "corkboard.pin+1+0000000162.json",
        "corkboard.geo+0+0000000162.json",
        "deeper/corkboard.pin+0+0000000162.json",
        "corkboard.pin+0+0000000162.avro",
    ],
)
def test_what_the_sink_did_not_write_is_no_object(name):
    """Other programs leave files in the folder too."""
    assert FOLDER.parse(FOLDER.prefix + name) is None


@pytest.mark.parametrize("suffix", [".json", ".json.gz"])
def test_a_key_is_read_back_from_its_parts(suffix):
    """The tasks get offsets and make the keys themselves."""
    key = key_of(FOLDER.stem, 1_234, suffix)

    assert FOLDER.parse(key) == Landed(1_234, 0, suffix)
