"""Who reads what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corkboard_spark.landing.names import Landed
from corkboard_spark.landing.shares import Run, dumps, loads, runs_of, shares_of

SIZES = st.integers(1, 5_000_000)
OBJECTS = st.lists(
    st.tuples(st.integers(1, 50), SIZES, st.sampled_from([".json", ".json.gz"])), min_size=1, max_size=60
)


def landed(steps):
    """Return objects from (records, size, suffix)."""
    objects, first = [], 0
    for records, size, suffix in steps:
        objects.append(Landed(first, size, suffix))
        first += records
    return objects, first


def test_a_million_objects_of_one_record_are_one_run():
    """So the plan of a large span is small."""
    assert runs_of([Landed(first) for first in range(1_000_000)]) == [Run(0, 1, 1_000_000, ".json")]


@given(OBJECTS, st.integers(1, 8))
def test_shares_hold_every_object_once_and_in_order_with_the_end_it_must_reach(steps, tasks):
    """An object must reach the next one's first offset, and the last one the span's end."""
    objects, end = landed(steps)
    shares = loads(dumps(shares_of(objects, end=end, tasks=tasks)))

    ends = [one.first for one in objects[1:]] + [end]
    expected = [(one.first, one.suffix, stop) for one, stop in zip(objects, ends, strict=True)]
    assert [item for share in shares for item in share.objects()] == expected
    assert 1 <= len(shares) <= tasks


def test_shares_cost_about_the_same():
    """Ten large objects and a thousand small ones, for two tasks."""
    objects = [Landed(n, 2_000_000) for n in range(10)] + [Landed(n, 100) for n in range(10, 1_010)]
    first, second = shares_of(objects, end=1_010, tasks=2)

    assert 9 <= len(list(first.objects())) < 100
    assert len(list(second.objects())) > 900


def test_a_task_without_an_object_is_no_task():
    """Two objects, eight tasks."""
    assert len(shares_of([Landed(0, 10), Landed(5, 10)], end=9, tasks=8)) == 2
