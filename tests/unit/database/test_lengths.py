"""How long the texts are, against what was measured, and how large the rows are on the wire."""

from __future__ import annotations

import json

import pytest

# p10, p50, p90 and the longest, in characters.
LENGTHS = {
    "title": (22, 50, 80, 199),
    "description": (37, 149, 179, 180),
    "poster_name": (8, 16, 51, 268),
    "tag_list": (121, 171, 223, 247),
}
TOLERANCE = 0.07
# Bytes of a record's JSON without blanks, the smallest and the largest measured.
WIRE_BYTES = {"pin": (425, 956), "geo": (101, 177), "user": (98, 110)}


@pytest.mark.parametrize("column", LENGTHS)
def test_texts_are_as_long_as_measured(data, column):
    """Each decile is within 7 %; nothing is longer than the longest, which is within 3 %."""
    lengths = sorted(len(getattr(pin, column)) for pin in data.pins)
    *deciles, longest = LENGTHS[column]

    for share, measured in zip((0.1, 0.5, 0.9), deciles, strict=True):
        assert lengths[int(share * len(lengths))] == pytest.approx(measured, rel=TOLERANCE, abs=1)
    assert 0.97 * longest <= lengths[-1] <= longest


@pytest.mark.parametrize("feed", WIRE_BYTES)
def test_records_are_as_large_as_those_in_the_bucket(data, feed):
    """98 of 100 records lie within the measured range, a tenth wider."""
    smallest, largest = WIRE_BYTES[feed]
    columns = vars(getattr(data, f"{feed}s")[0])
    sizes = [
        len(
            json.dumps(
                dict(zip(columns, getattr(row, feed), strict=True)),
                default=str,
                separators=(",", ":"),
                ensure_ascii=False,
            ).encode()
        )
        for row in data.rows
    ]

    fitting = sum(0.9 * smallest <= size <= 1.1 * largest for size in sizes)

    assert fitting >= 0.98 * len(sizes)
