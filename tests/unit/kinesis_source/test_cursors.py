"""One shard, page by page."""

from __future__ import annotations

import pytest

from pyspark_kinesis.client import BusyError, Kinesis
from pyspark_kinesis.clock import Clock
from pyspark_kinesis.cursors import Cursor
from pyspark_kinesis.errors import StreamRecreatedError
from pyspark_kinesis.offsets import BEGINNING
from pyspark_kinesis.options import understood
from pyspark_kinesis.wire import Stream

SHARD = "shardId-000000000000"


@pytest.fixture
def cursor(kinesis, clock):
    """A cursor on a shard with three records; each opening of an iterator is counted."""
    kinesis.create()
    kinesis.put(1, 2, 3)
    options = understood({"streamName": "s"})
    time = Clock(clock.now_s, clock.sleep)
    api = Kinesis(options.access, lambda _: kinesis, time)
    return Cursor(api, Stream("s"), SHARD, options=options, clock=time, verify=lambda: None)


def data(page):
    """Return the data of a page."""
    return [record["Data"].decode() for record in page.records]


def test_pages_follow_each_other_on_one_iterator(cursor, kinesis):
    """It is opened once."""
    first = cursor.page(BEGINNING, 0, 2)
    second = cursor.page(BEGINNING.past(first.records, 2), 0, 2)

    assert data(first) + data(second) == ["1", "2", "3"]
    assert kinesis.calls.count("GetShardIterator") == 1


def test_another_mark_than_the_last_pages_is_obeyed(cursor):
    """Of a page only a part may have been kept."""
    first = cursor.page(BEGINNING, 0, 3)
    kept = BEGINNING.past(first.records[:1], 1)

    assert data(cursor.page(kept, 0, 3)) == ["2", "3"]


def test_kinesis_limits_make_the_next_page_wait(cursor):
    """Five requests a second."""
    cursor.page(BEGINNING, 0, 1)

    assert cursor.wait_s == pytest.approx(0.2)


def test_iterators_that_are_lost_at_once_are_an_outage(cursor, kinesis, clock):
    """And no endless loop."""
    ask = kinesis.get_shard_iterator

    def lost(**asked):
        answer = ask(**asked)
        kinesis.expire_iterators()
        return answer

    kinesis.get_shard_iterator = lost

    with pytest.raises(BusyError, match="lost"):
        cursor.page(BEGINNING, 0, 1)


def test_records_from_before_the_mark_are_another_streams(cursor, kinesis):
    """Sequence numbers only grow."""
    first = cursor.page(BEGINNING, 0, 3)
    kinesis.streams["s"].shards[SHARD].records[0]["SequenceNumber"] = "5"
    place = kinesis.places[first.iterator]
    kinesis.places[first.iterator] = type(place)(place.stream, place.shard, 0, 0, place.made_s)

    with pytest.raises(StreamRecreatedError, match="5 came after"):
        cursor.page(BEGINNING.past(first.records, 3), 0, 3)
