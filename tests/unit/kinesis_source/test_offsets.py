"""Offsets as Spark keeps them, and what lies between two of them."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pyspark_kinesis.offsets import BEGINNING, Mark, StreamMarks, from_json, to_json
from pyspark_kinesis.ranges import TASK_BYTES, Range, ranges_between, shared_out

counts = st.integers(0, 10**12)
marks = st.builds(Mark, st.integers(1, 10**56).map(str), counts, counts, counts, st.booleans())
names = st.text("abcdefgh-_.0123", min_size=1, max_size=12)
streams = st.builds(StreamMarks, counts, counts, st.dictionaries(names, marks, max_size=5))
offsets = st.dictionaries(names, streams, max_size=4)


@settings(deadline=None)
@given(offsets)
def test_an_offset_survives_sparks_log(offset):
    """As one line of JSON, and back."""
    line = json.dumps(to_json(offset))

    assert "\n" not in line
    assert from_json(json.loads(line)) == offset


@settings(deadline=None)
@given(offsets, st.randoms())
def test_equal_offsets_are_equal_text(offset, rng):
    """In whatever order shards and streams were found."""

    def shuffled(mapping):
        return dict(rng.sample(list(mapping.items()), len(mapping)))

    other = {
        name: StreamMarks(one.created_ms, one.initial_ms, shuffled(one.shards))
        for name, one in shuffled(offset).items()
    }

    assert json.dumps(to_json(other)) == json.dumps(to_json(offset))


@settings(deadline=None)
@given(offsets)
def test_a_query_begins_with_nothing(offset):
    """From the empty offset on, everything is new."""
    ranges = ranges_between({}, offset)

    assert sum(one.records for one in ranges) == sum(
        mark.records for one in offset.values() for mark in one.shards.values()
    )
    assert ranges_between(offset, offset) == []


def test_a_range_begins_at_the_mark_of_the_start():
    """And at the initial position that the end has written down."""
    start = {"s": StreamMarks(1, 5, {"a": Mark("10", 0, 4, 40)})}
    end = {"s": StreamMarks(1, 5, {"a": Mark("20", 0, 7, 70), "b": Mark("15", 0, 1, 10)})}

    assert ranges_between(start, end) == [
        Range("s", "a", 5, Mark("10", 0, 4, 40), Mark("20", 0, 7, 70)),
        Range("s", "b", 5, BEGINNING, Mark("15", 0, 1, 10)),
    ]


def test_closing_a_shard_is_no_range():
    """It has no record."""
    start = {"s": StreamMarks(1, 0, {"a": Mark("10", 0, 4, 40)})}
    end = {"s": StreamMarks(1, 0, {"a": Mark("10", 0, 4, 40).closed()})}

    assert ranges_between(start, end) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 2 * TASK_BYTES), max_size=30), st.integers(1, 6))
def test_tasks_share_all_ranges(sizes, most):
    """Each range once, no task with too many, and none too large that has more than one."""
    ranges = [
        Range("s", str(number), 0, BEGINNING, Mark("9", 0, 1, size)) for number, size in enumerate(sizes)
    ]
    tasks = shared_out(ranges, most=most)

    assert sorted(int(one.shard) for task in tasks for one in task) == list(range(len(ranges)))
    for task in tasks:
        assert len(task) <= most
        assert len(task) == 1 or sum(one.size_bytes for one in task) <= TASK_BYTES
