"""Queries of the room's Spark session on a real emulator."""

from __future__ import annotations

import json
import time

import pytest
from kinesis_streams import assert_each_once
from pyspark.errors import StreamingQueryException

WITHIN_S = 60


def progress_until(query, condition):
    """Return the first progress for which a condition holds."""
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        for progress in query.recentProgress:
            if condition(progress):
                return progress
        assert query.exception() is None, query.exception()
        time.sleep(0.1)
    raise AssertionError(f"not within {WITHIN_S} s: {query.status} {query.lastProgress}")


def test_available_now_reads_each_record_once_and_again_nothing(start, stream, tmp_path):
    """In several batches; a second run finds what came in between."""
    stream.put(3000)
    start([stream], availableNow=True, options={"maxRecordsPerTrigger": "1000"}).awaitTermination(WITHIN_S)
    stream.put(10)
    start([stream], availableNow=True).awaitTermination(WITHIN_S)

    assert_each_once(tmp_path / "table", stream)


def test_columns_are_those_of_databricks(kinesis_spark, stream):
    """Names and types."""
    found = kinesis_spark.readStream.format("kinesis").options(**stream.options()).load().schema

    assert found.simpleString() == (
        "struct<partitionKey:string,data:binary,stream:string,shardId:string,"
        "sequenceNumber:string,approximateArrivalTimestamp:timestamp>"
    )


def test_once_reads_all_in_one_batch(start, stream, tmp_path):
    """Whatever a batch is limited to otherwise."""
    stream.put(2500)
    query = start([stream], once=True, options={"maxRecordsPerTrigger": "100"})
    query.awaitTermination(WITHIN_S)

    assert query.lastProgress["numInputRows"] == 2500
    assert_each_once(tmp_path / "table", stream)


@pytest.mark.parametrize("trigger", [{"processingTime": "500 milliseconds"}, {}])
def test_a_running_query_shows_its_shards_metrics(start, stream, tmp_path, trigger):
    """Records and bytes in the offsets; how far behind each shard is in latestOffset."""
    query = start([stream], **trigger)
    stream.put(100)
    progress_until(query, lambda progress: progress["numInputRows"] > 0)
    stream.put(100)
    query.processAllAvailable()
    source = query.lastProgress["sources"][0]

    shards = json.loads(source["latestOffset"])[stream.name].values()
    assert sum(shard["records"] for shard in shards) == 200
    assert {shard["millisBehindLatest"] for shard in shards} == {0}
    assert_each_once(tmp_path / "table", stream)


def test_a_stopped_query_goes_on_where_it_was(start, stream, tmp_path):
    """Also when it had begun at latest, and records came while it was stopped."""
    query = start([stream], options={"initialPosition": "latest"})
    progress_until(query, lambda progress: progress["batchId"] == 0)
    stream.put(50)
    query.processAllAvailable()
    query.stop()
    stream.put(50)
    start([stream], availableNow=True, options={"initialPosition": "latest"}).awaitTermination(WITHIN_S)

    assert_each_once(tmp_path / "table", stream)


def test_streams_are_read_side_by_side(start, make_stream, tmp_path):
    """Two queries in one session, one of them with two streams."""
    first, second, third = (make_stream() for _ in range(3))
    queries = [start([first, second], name="two"), start([third], name="one")]
    for stream in (first, second, third):
        stream.put(300)
    for query in queries:
        query.processAllAvailable()

    assert_each_once(tmp_path / "two", first, second)
    assert_each_once(tmp_path / "one", third)


def test_large_records_pass(start, stream, tmp_path):
    """900 KB each, twenty of them."""
    stream.put(20, size_bytes=900_000)
    start([stream], availableNow=True, options={"fetchBufferSize": "5mb"}).awaitTermination(WITHIN_S)

    assert_each_once(tmp_path / "table", stream)


def test_a_stream_made_anew_stops_the_query_with_a_reason(start, stream):
    """Whoever reads the message knows what to do."""
    stream.put(10)
    start([stream], availableNow=True).awaitTermination(WITHIN_S)
    time.sleep(1.1)  # the emulator's creation times have whole seconds
    stream.recreate()
    stream.put(10)

    with pytest.raises(StreamingQueryException, match="new checkpoint location"):
        start([stream], availableNow=True).awaitTermination(WITHIN_S)


def test_an_endpoint_that_is_away_for_a_while_is_survived(start, stream, emulator, tmp_path):
    """Without a failed batch."""
    query = start([stream])
    stream.put(100)
    query.processAllAvailable()
    emulator.pause()
    time.sleep(4)
    emulator.resume()
    stream.put(100)
    query.processAllAvailable()

    assert_each_once(tmp_path / "table", stream)


def test_nothing_is_left_on_disk_but_what_a_dead_process_held(start, stream, tmp_path):
    """The next query's process removes the folders of those that Spark has killed."""
    stream.put(100)
    for _ in range(3):
        start([stream], availableNow=True).awaitTermination(WITHIN_S)

    assert len([path for path in tmp_path.glob("pyspark-kinesis-*") if path.is_dir()]) <= 2
