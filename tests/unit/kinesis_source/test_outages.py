"""Kinesis refuses, or does not answer: the query waits, and loses nothing."""

from __future__ import annotations

import random

import pytest

from pyspark_kinesis.errors import StreamMissingError, UnreachableError

OLDEST = {"initialPosition": "trim_horizon"}


def test_a_missing_stream_is_an_error_at_once(make_spark):
    """It names what to check."""
    with pytest.raises(StreamMissingError, match="Check streamName"):
        make_spark().run()


def test_throttling_loses_and_doubles_nothing(kinesis, clock, make_spark):
    """Half of all calls are refused. Any thread's sleep moves the clock, so a shard may miss many triggers."""
    kinesis.create(shards=3)
    for number in range(30):
        kinesis.put(number, shard=number % 3)
    codes = ("ProvisionedThroughputExceededException", "LimitExceededException", "", "")
    kinesis.refusals = random.Random(4).choices(codes, k=100)
    spark = make_spark(**OLDEST)
    for _ in range(300):
        spark.run()
        clock.sleep(1)

    assert kinesis.refusals == []
    assert sorted(map(int, spark.data())) == list(range(30))


def test_a_minute_without_the_endpoint_is_survived(kinesis, clock, make_spark):
    """The query goes on with what came in the meantime."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(**OLDEST)
    spark.run()
    kinesis.is_gone = True
    kinesis.put(2)
    for _ in range(60):
        spark.run()
        clock.sleep(1)
    kinesis.is_gone = False
    clock.sleep(6)
    spark.run()

    assert spark.data() == ["1", "2"]


@pytest.mark.parametrize("available_now", [True, False])
def test_a_restart_waits_for_the_endpoint(kinesis, make_spark, available_now):
    """Before it repeats a batch, and before it aims at the present."""
    kinesis.create()
    kinesis.put(1)
    spark = make_spark(initialPosition="trim_horizon")
    spark.trigger(dies_after="offsets")
    kinesis.refusals = ["InternalFailure"] * 5
    spark.restart()
    kinesis.refusals = ["InternalFailure"] * 5
    spark.run(available_now=available_now)

    assert spark.data() == ["1"]


def test_an_endpoint_that_stays_away_is_an_error(kinesis, clock, make_spark):
    """After outageTimeout, and not before."""
    kinesis.create()
    spark = make_spark(**OLDEST, outageTimeout="2m")
    spark.run()
    kinesis.is_gone = True
    began_s = clock.now_s()

    with pytest.raises(UnreachableError, match="outageTimeout"):
        spark.run(triggers=1000)
    assert clock.now_s() - began_s >= 120
