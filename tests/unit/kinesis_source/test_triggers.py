"""What each of Spark's triggers reads, and the bounds of a batch."""

from __future__ import annotations

import json
import logging

import pytest

OLDEST = {"initialPosition": "trim_horizon"}


def test_available_now_reads_what_is_there_and_ends(kinesis, make_spark):
    """In batches of maxRecordsPerTrigger."""
    kinesis.create(shards=3)
    for number in range(100):
        kinesis.put(number, shard=number % 3)
    spark = make_spark(**OLDEST, maxRecordsPerTrigger="7")
    spark.run(available_now=True)

    assert sorted(map(int, spark.data())) == list(range(100))
    assert max(len(rows) for rows in spark.sink.values()) <= 7


def test_available_now_ends_though_records_keep_coming(kinesis, clock, make_spark):
    """What arrives after the query began is left for the next one."""
    kinesis.create()
    kinesis.put(*range(10))
    clock.sleep(2)
    spark = make_spark(**OLDEST, maxRecordsPerTrigger="4")
    ask = kinesis.get_records

    def ask_and_put(**asked):
        clock.sleep(2)
        kinesis.put("late")
        return ask(**asked)

    kinesis.get_records = ask_and_put
    spark.run(available_now=True)

    assert spark.data() == [str(number) for number in range(10)]


def test_available_now_waits_for_an_endpoint_that_is_away(kinesis, clock, make_spark):
    """Nothing new is not the same as no answer."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    kinesis.refusals = ["InternalFailure"] * 8
    spark.run(available_now=True)

    assert spark.data() == ["1"]


def test_available_now_looks_for_children_when_a_shard_ends(kinesis, make_spark):
    """However seldom it looks otherwise."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST, shardFetchInterval="1h")
    ask = kinesis.get_shard_iterator

    def split_and_ask(**asked):
        kinesis.get_shard_iterator = ask
        kinesis.split(0)
        kinesis.put(2, shard=1)
        return ask(**asked)

    kinesis.get_shard_iterator = split_and_ask
    spark.run(available_now=True)

    assert spark.data() == ["1", "2"]


def test_available_now_again_finds_nothing(kinesis, make_spark):
    """And adds no batch."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run(available_now=True)
    spark.restart()
    spark.run(available_now=True)

    assert len(spark.log) == 1


def test_once_reads_all_in_one_batch(kinesis, make_spark):
    """Whatever the limits of a batch are otherwise, through a split."""
    kinesis.create(shards=2)
    kinesis.put(*range(50))
    kinesis.split(0)
    kinesis.put(*range(50, 100), shard=2)
    spark = make_spark(**OLDEST, maxRecordsPerTrigger="10", fetchBufferSize="20")
    spark.run(once=True)

    assert sorted(map(int, spark.data())) == list(range(100))
    assert len(spark.log) == 1


def test_a_batch_ends_at_the_buffer(kinesis, make_spark):
    """The size of a record is known from the first page on."""
    kinesis.create()
    kinesis.put(*[b"x" * 1000] * 1000)
    spark = make_spark(**OLDEST, fetchBufferSize="150kb")
    spark.run()

    assert 150 <= len(spark.rows()) < 160


def test_a_batch_ends_in_time(kinesis, clock, make_spark):
    """maxFetchDuration, though the shard has more."""
    kinesis.create()
    kinesis.put(*range(1000))
    spark = make_spark(**OLDEST, maxFetchDuration="1s", maxRecordsPerFetch="10")
    spark.run()

    assert 0 < len(spark.rows()) < 1000


def test_records_of_900_kb_come_in_pages_that_fit_into_memory(kinesis, make_spark):
    """No page is asked for that would be larger than 5 MB, once the size is known."""
    kinesis.create()
    kinesis.put(*[bytes(900_000)] * 40)
    spark = make_spark(**OLDEST)
    spark.run(available_now=True)

    assert [len(row["data"]) for row in spark.rows()] == [900_000] * 40


def test_max_fetch_rate_is_kept(kinesis, clock, make_spark):
    """Twenty megabytes at one a second: the second page waits for the first, which has ten."""
    kinesis.create()
    kinesis.put(*[bytes(100_000)] * 200)
    spark = make_spark(**OLDEST, maxFetchRate="1.0")
    began_s = clock.now_s()
    spark.run(available_now=True)

    assert clock.now_s() - began_s >= 9


def test_an_idle_query_asks_no_more_often_than_min_fetch_period(kinesis, clock, make_spark):
    """Spark itself would ask every ten milliseconds."""
    kinesis.create()
    spark = make_spark(**OLDEST, minFetchPeriod="2s")
    began_s = clock.now_s()
    spark.run(triggers=10)

    assert clock.now_s() - began_s >= 18


def test_several_streams_are_read_at_once(kinesis, make_spark):
    """Each row says where it is from."""
    for name in ("a", "b"):
        kinesis.create(name)
        kinesis.put(name, name=name)
    spark = make_spark(streamName="a, b", **OLDEST)
    spark.run()

    assert sorted((row["stream"], row["data"].decode()) for row in spark.rows()) == [("a", "a"), ("b", "b")]


def test_enhanced_fan_out_is_accepted_and_said_once(kinesis, make_spark, caplog):
    """The stream is polled."""
    kinesis.create()
    spark = make_spark(**OLDEST, consumerMode="efo")
    with caplog.at_level(logging.WARNING):
        spark.run(triggers=3)

    assert caplog.text.count("efo") == 1


def test_metrics_are_reported_for_each_shard(kinesis, make_spark):
    """Records and bytes since the query began, and how far behind."""
    kinesis.create()
    kinesis.put("abc", "de")
    spark = make_spark(**OLDEST)

    assert spark.reader.reportLatestOffset() is None
    spark.run(triggers=2)
    assert spark.reader.reportLatestOffset() == {
        "s": {"shardId-000000000000": {"records": 2, "bytes": 5, "millisBehindLatest": 0}}
    }


@pytest.mark.parametrize("dies_after", [None, "offsets", "batch"])
def test_spark_4_0_gives_no_start_and_no_limit(kinesis, make_spark, dies_after):
    """The position comes from the calls that it does make, also after a restart."""
    kinesis.create()
    kinesis.put(*range(10))
    spark = make_spark(**OLDEST, is_old=True, maxRecordsPerTrigger="4")
    spark.trigger()
    spark.trigger(dies_after=dies_after)
    spark.restart()
    spark.run(triggers=3)

    assert spark.data() == [str(number) for number in range(10)]
    assert len(json.loads(spark.log[-1])["s"]["shards"]) == 1
