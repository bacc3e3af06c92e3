"""The small rules: which shards are ready, what a budget grants, what the server's time is, when to ask again."""

from __future__ import annotations

import fcntl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyspark_kinesis.budget import Budget
from pyspark_kinesis.clock import server_ms
from pyspark_kinesis.cursors import PAGE_BYTES, place_of, records_wanted
from pyspark_kinesis.errors import UnreachableError
from pyspark_kinesis.fetching import in_time
from pyspark_kinesis.offsets import BEGINNING, Mark, StreamMarks
from pyspark_kinesis.outages import LONGEST_WAIT_S, Outages
from pyspark_kinesis.ranges import Range
from pyspark_kinesis.shards import readable, remembered
from pyspark_kinesis.spills import Spills, batches_in, sweep
from pyspark_kinesis.tasks import up_to
from pyspark_kinesis.wire import Shard


def record(number, arrived_s=0.0):
    """Return a record."""
    return {
        "SequenceNumber": str(number),
        "PartitionKey": "k",
        "Data": b"d",
        "ApproximateArrivalTimestamp": arrived_s,
    }


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({}, ["a", "b"]),
        ({"a": Mark("1").closed()}, ["b"]),
        ({"a": Mark("1").closed(), "b": Mark("1").closed()}, ["c"]),
        ({"a": Mark("1").closed(), "b": Mark("1").closed(), "c": Mark("1").closed()}, []),
        ({"gone": Mark("1")}, ["a", "b", "gone"]),
    ],
)
def test_a_child_waits_for_both_parents(marks, expected):
    """Of a merge; a shard that is listed no more is left to Kinesis to judge."""
    listed = {"a": Shard(), "b": Shard(), "c": Shard(parents=("a", "b"))}

    assert readable(listed, marks) == expected


def test_a_child_does_not_wait_for_a_parent_that_nobody_knows():
    """It expired before the query began."""
    assert readable({"c": Shard(parents=("a", "b"))}, {}) == ["c"]


def test_marks_of_finished_shards_are_forgotten_with_them():
    """Not those of unfinished ones, and not while they are listed."""
    marks = {"done": Mark("1").closed(), "listed": Mark("1").closed(), "open": Mark("1")}

    assert set(remembered({"listed": Shard(is_closed=True)}, marks)) == {"listed", "open"}


@settings(deadline=None)
@given(st.integers(1, 500), st.integers(1, 20), st.lists(st.integers(1, 100), max_size=60))
def test_a_budget_of_rows_is_never_passed_and_all_of_it_can_be_used(rows, sharers, wishes):
    """What is granted and not used goes back."""
    budget, used = Budget(rows=rows, sharers=sharers), 0
    for wish in wishes:
        granted = budget.grant(wish)
        used += granted // 2
        budget.settle(granted, rows=granted // 2, size_bytes=0)
    while granted := budget.grant(1):
        used += granted
        budget.settle(granted, rows=granted, size_bytes=0)

    assert used == rows


def test_a_budget_of_bytes_ends():
    """The last page is as large as what is left, by the size that records had."""
    budget = Budget(size_bytes=1000)

    assert budget.grant(500, mean_bytes=10) == 100
    budget.settle(100, rows=100, size_bytes=1000)
    assert budget.grant(500, mean_bytes=10) == 0


@pytest.mark.parametrize(
    ("local_ms", "expected"),
    [(1_000_500, 1_000_500), (995_000, 1_000_000), (1_007_000, 1_000_999)],
)
def test_the_servers_second_decides(local_ms, expected):
    """A machine whose clock is wrong reads what the server calls new."""
    assert server_ms(local_ms, "Thu, 01 Jan 1970 00:16:40 GMT") == expected


@pytest.mark.parametrize("date", ["", "nonsense"])
def test_without_the_servers_time_the_machines_serves(date):
    """An emulator may send none."""
    assert server_ms(7, date) == 7


def test_waits_grow_and_end():
    """To five seconds; after the limit there is an error with the last answer."""
    outages, now_s, waits = Outages(60), 0.0, []
    while now_s < 59:
        waits.append(outages.failed("s", "busy", now_s))
        now_s += waits[-1]

    assert waits[:3] == [0.2, 0.4, 0.8]
    assert max(waits) == LONGEST_WAIT_S
    with pytest.raises(UnreachableError, match="busy"):
        outages.failed("s", "busy", 61)


def test_an_answer_ends_an_outage():
    """The next one begins anew."""
    outages = Outages(60)
    outages.failed("s", "busy", 0)
    outages.answered("s", 59)
    outages.failed("s", "busy", 100)

    assert outages.is_waiting("s", 100.1)
    assert not outages.is_waiting("other", 100.1)


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 50))
def test_what_arrives_late_is_left_from_the_first_such_record_on(seconds, until_s):
    """Times of arrival are nearly, but not quite, in order."""
    records = [record(number, float(at)) for number, at in enumerate(seconds)]
    kept = in_time(records, until_s * 1000)

    assert kept == records[: len(kept)]
    assert all(one["ApproximateArrivalTimestamp"] <= until_s for one in kept)
    assert len(kept) == len(records) or seconds[len(kept)] > until_s


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30))
def test_a_range_read_again_ends_at_its_last_number(count, last):
    """Whatever came later is not in it."""
    assert [
        int(one["SequenceNumber"]) for one in up_to([record(n) for n in range(count)], str(last))
    ] == list(range(min(count, last + 1)))


@settings(deadline=None)
@given(st.integers(1, 10_000), st.floats(1, 2_000_000))
def test_pages_fit_into_memory(most, mean_bytes):
    """One record at least, whatever its size."""
    wanted = records_wanted(most, mean_bytes)

    assert 1 <= wanted <= most
    assert wanted == 1 or wanted * mean_bytes <= PAGE_BYTES


def test_an_iterator_begins_behind_the_mark():
    """Or at the moment, or at the oldest record."""
    assert place_of(Mark("7"), 5)["StartingSequenceNumber"] == "7"
    assert place_of(BEGINNING, 1500) == {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": 1.5}
    assert place_of(BEGINNING, 0) == {"ShardIteratorType": "TRIM_HORIZON"}


def spilled(spills, start, *numbers):
    """Write one piece; return the mark behind it."""
    records = [record(number) for number in numbers]
    writer = spills.writer("s", "a")
    writer.write(records)
    writer.close()
    end = start.past(records, len(records))
    spills.add(writer, "s", "a", start=start, end=end)
    return end


def test_pieces_are_found_until_their_batch_is_done(tmp_path):
    """A range may have several; one that is not there in full has none."""
    spills = Spills(str(tmp_path))
    middle = spilled(spills, BEGINNING, 1, 2)
    end = spilled(spills, middle, 3)
    whole = Range("s", "a", 0, BEGINNING, end)
    batches = list(batches_in(spills.paths(whole)))
    spills.drop({"s": StreamMarks(1, 0, {"a": middle})})

    assert [number for batch in batches for number in batch["sequenceNumber"].to_pylist()] == ["1", "2", "3"]
    assert spills.paths(whole) == ()
    assert len(spills.paths(Range("s", "a", 0, middle, end))) == 1
    spills.close()
    assert list(tmp_path.iterdir()) == []


def test_only_folders_of_dead_processes_are_swept(tmp_path):
    """A living one holds its lock."""
    spills = Spills(str(tmp_path))
    spilled(spills, BEGINNING, 1)
    dead = tmp_path / "pyspark-kinesis-dead"
    dead.mkdir()
    (dead / "x.arrow").touch()
    sweep(tmp_path)

    assert not dead.exists()
    assert spills.folder().exists()
    fcntl.flock(spills._lock, fcntl.LOCK_UN)
    sweep(tmp_path)
    assert not any(tmp_path.iterdir())
