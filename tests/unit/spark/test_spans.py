"""Which records a run reads."""

from __future__ import annotations

import pytest

from corkboard_spark.landing.names import Folder, Landed
from corkboard_spark.landing.spans import span_of

FOLDER = Folder("topics/a.pin/partition=0/", "a.pin", 0)
OBJECTS = (Landed(0), Landed(10), Landed(20))


@pytest.mark.parametrize(
    ("recorded", "firsts"),
    [
        (0, [0, 10, 20]),
        (9, [0, 10, 20]),
        (10, [10, 20]),
        (15, [10, 20]),
        (25, [20]),
    ],
)
def test_a_span_begins_with_the_object_that_holds_the_recorded_offset(recorded, firsts):
    """The object before it has nothing new."""
    span = span_of(FOLDER, OBJECTS, recorded=recorded, end=30)

    assert [landed.first for landed in span.objects] == firsts
    assert (span.low, span.high) == (recorded, 30)


def test_nothing_new_is_an_empty_span():
    """All that has landed is recorded."""
    assert not span_of(FOLDER, OBJECTS, recorded=30, end=30)


def test_a_table_ahead_of_the_bucket_is_an_empty_span():
    """The bucket was emptied, the table was not."""
    assert not span_of(FOLDER, OBJECTS[:1], recorded=30, end=10)


@pytest.mark.parametrize(("recorded", "starts_late"), [(3, True), (10, False), (12, False)])
def test_a_span_starts_late_when_its_first_record_has_not_landed(recorded, starts_late):
    """A later object came before an earlier one."""
    assert span_of(FOLDER, OBJECTS[1:], recorded=recorded, end=30).starts_late is starts_late


def test_a_span_until_a_gap_leaves_out_the_objects_behind_it():
    """They are read when the gap is filled."""
    part = span_of(FOLDER, OBJECTS, recorded=0, end=30).until(15)

    assert (part.low, part.high, [landed.first for landed in part.objects]) == (0, 15, [0, 10])


def test_a_span_until_its_beginning_is_empty():
    """There is nothing before the gap."""
    assert not span_of(FOLDER, OBJECTS, recorded=5, end=30).until(5)


def test_a_span_beyond_a_gap_begins_with_the_next_object():
    """Object 10 has records 10 to 14 only: 15 to 19 never landed."""
    rest = span_of(FOLDER, OBJECTS, recorded=0, end=30).beyond(15)

    assert (rest.low, rest.high, [landed.first for landed in rest.objects]) == (20, 30, [20])
