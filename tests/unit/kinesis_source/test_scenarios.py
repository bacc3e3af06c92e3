"""A query from its start to its end, against Kinesis in memory."""

from __future__ import annotations

import logging

import pytest

from pyspark_kinesis.errors import RecordsGoneError, StreamRecreatedError

OLDEST = {"initialPosition": "trim_horizon"}


def test_trim_horizon_reads_what_was_there(kinesis, make_spark):
    """Records from before the query come first."""
    kinesis.create(shards=2)
    kinesis.put(1, 2, shard=0)
    kinesis.put(3, shard=1)
    spark = make_spark(**OLDEST)
    spark.run()

    assert sorted(spark.data()) == ["1", "2", "3"]


def test_rows_have_databricks_columns(kinesis, clock, make_spark):
    """Key, data, stream, shard, sequence number, time of arrival."""
    kinesis.create()
    (number,) = kinesis.put(b"\x00\xff")
    spark = make_spark(**OLDEST)
    spark.run()
    (row,) = spark.rows()

    assert row.pop("approximateArrivalTimestamp").timestamp() == clock.now_s()
    assert row == {
        "partitionKey": "key 0",
        "data": b"\x00\xff",
        "stream": "s",
        "shardId": "shardId-000000000000",
        "sequenceNumber": number,
    }


def test_latest_is_the_moment_of_the_first_trigger_also_after_a_restart(kinesis, clock, make_spark):
    """A query that died before its first record does not begin anew at a later moment."""
    kinesis.create()
    kinesis.put("before")
    clock.sleep(5)
    spark = make_spark()
    spark.run()
    clock.sleep(5)
    kinesis.put("between")
    clock.sleep(5)
    spark.restart()
    spark.run()

    assert spark.data() == ["between"]


def test_latest_is_exact_to_the_millisecond(kinesis, clock, make_spark):
    """Though moments on the wire, and the server's clock, have whole seconds; also in a repeated batch."""
    clock.sleep(0.2)
    kinesis.create()
    kinesis.put("just before")
    clock.sleep(0.3)
    spark = make_spark()
    spark.run()
    clock.sleep(0.2)
    kinesis.put("just after")
    spark.trigger(dies_after="offsets")
    spark.restart()

    assert spark.data() == ["just after"]


def test_at_timestamp_begins_at_the_moment(kinesis, clock, make_spark):
    """2027-01-15 08:00:05 UTC is five seconds after the fake's birth."""
    kinesis.create()
    kinesis.put("early")
    clock.sleep(5)
    kinesis.put("late")
    spark = make_spark(initialPosition='{"at_timestamp": "2027-01-15T08:00:05Z"}')
    spark.run()

    assert spark.data() == ["late"]


def test_an_idle_trigger_returns_the_very_offset(kinesis, make_spark):
    """Spark compares text, and would run an empty batch."""
    kinesis.create(shards=2)
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run(triggers=5)

    assert len(spark.log) == 1


def test_an_expired_iterator_is_opened_again_where_it_was(kinesis, make_spark):
    """Also at a shard that has given no record yet."""
    kinesis.create(shards=2)
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run()
    kinesis.expire_iterators()
    kinesis.put(2)
    kinesis.put(3, shard=1)
    spark.run()

    assert sorted(spark.data()) == ["1", "2", "3"]


@pytest.mark.parametrize("ends_with_null", [True, False])
def test_children_come_after_their_parents(kinesis, make_spark, ends_with_null):
    """On AWS a closed shard's iterator ends in null; emulators go on giving one."""
    kinesis.create()
    kinesis.ends_with_null = ends_with_null
    kinesis.put(1, 2)
    kinesis.split(0)
    kinesis.put(3, shard=1)
    kinesis.put(4, shard=2)
    kinesis.split(1, 2, into=1)
    kinesis.put(5, shard=3)
    spark = make_spark(**OLDEST)
    spark.run(available_now=True)

    assert spark.data()[:2] == ["1", "2"]
    assert sorted(spark.data()[2:4]) == ["3", "4"]
    assert spark.data()[4:] == ["5"]


def test_a_shard_that_kinesis_has_forgotten_leaves_the_offset(kinesis, make_spark):
    """A stream that is resharded for years does not make the offset grow."""
    kinesis.create()
    kinesis.put(1)
    kinesis.split(0)
    spark = make_spark(**OLDEST)
    spark.run(triggers=4)
    del kinesis.streams["s"].shards["shardId-000000000000"]
    kinesis.put(2, shard=1)
    spark.run(triggers=4)

    assert "shardId-000000000000" not in spark.log[-1]
    assert spark.data() == ["1", "2"]


def test_a_shard_that_vanishes_unread_is_said(kinesis, make_spark, caplog):
    """An emulator does so when it reshards; AWS, a retention period after it was closed."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run()
    kinesis.expire_iterators()
    kinesis.split(0)
    del kinesis.streams["s"].shards["shardId-000000000000"]
    kinesis.put(2, shard=1)
    with caplog.at_level(logging.WARNING):
        spark.run(triggers=6)

    assert spark.data() == ["1", "2"]
    assert "the shard is gone" in caplog.text


def test_a_stream_made_anew_is_an_error(kinesis, clock, make_spark):
    """Its records are not those of the checkpoint."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run()
    clock.sleep(60)
    kinesis.create()
    kinesis.put(2)

    with pytest.raises(StreamRecreatedError, match="new checkpoint"):
        spark.run()
    with pytest.raises(StreamRecreatedError):
        spark.restart() or spark.run()


def test_a_repeated_batch_of_a_stream_made_anew_is_an_error(kinesis, clock, make_spark):
    """Its range would find other records, or none."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.trigger(dies_after="offsets")
    clock.sleep(60)
    kinesis.create()

    with pytest.raises(StreamRecreatedError):
        spark.restart()


def test_a_repeated_batch_whose_records_expired_is_an_error(kinesis, make_spark):
    """Half a batch is not the batch."""
    kinesis.create()
    kinesis.put(1, 2, 3)
    spark = make_spark(**OLDEST)
    spark.trigger(dies_after="offsets")
    del kinesis.streams["s"].shards["shardId-000000000000"].records[:2]

    with pytest.raises(RecordsGoneError, match="1 of the 3 records"):
        spark.restart()


@pytest.mark.parametrize("fails", ["true", "false"])
def test_a_position_older_than_the_retention_is_said(kinesis, clock, make_spark, caplog, fails):
    """What came between may have expired unread; failOnDataLoss makes it an error."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST, failOnDataLoss=fails)
    spark.run()
    clock.sleep(25 * 3600)
    kinesis.put(2)
    spark.restart()

    if fails == "true":
        with pytest.raises(RecordsGoneError):
            spark.run()
    else:
        with caplog.at_level(logging.WARNING):
            spark.run()
        assert "may be gone" in caplog.text
        assert spark.data() == ["1", "2"]
