"""The streaming job for long: killed, throttled, kept waiting, and half an hour of it."""

from __future__ import annotations

import random
import time
from pathlib import Path
from statistics import median

import pytest
from kinesis_relay import relay
from process_memory import watched
from programs import program
from stream_kills import STREAM, Producer, assert_each_once, finish, producing, strike

from corkboard import catalogue

MB = 1 << 20
RUN_S = 1800
MOMENTS = ("in batch", "between", "any", "in batch", "between")
FILES, LOG_ENTRIES = 1500, 1500


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [11])
def test_five_kills_lose_and_double_nothing(settings, streams, seed):
    """Of which two between a table's commit and Spark's."""
    rng = random.Random(seed)
    with producing(streams, seed) as producer:
        left = [strike(settings, streams, moment, rng) for moment in MOMENTS]
    finish(settings)

    assert sum(notes.is_open for notes in left) >= 4
    assert_each_once(settings, producer)


@pytest.mark.timeout(9000)
@pytest.mark.parametrize("seed", [12])
def test_twenty_kills_at_any_moment_lose_and_double_nothing(settings, streams, seed):
    """Wherever they meet the job."""
    rng = random.Random(seed)
    with producing(streams, seed) as producer:
        for _ in range(20):
            strike(settings, streams, "any", rng)
    finish(settings)

    assert_each_once(settings, producer)


@pytest.mark.timeout(2400)
@pytest.mark.parametrize("faults", [{"refused": 0.3}, {"delay_s": 2.0}], ids=["throttled", "slow"])
@pytest.mark.parametrize("seconds", [60])
def test_a_kinesis_that_refuses_or_is_slow_costs_time_only(settings, streams, faults, seconds):
    """30 % of the reads refused; every answer two seconds late."""
    with relay(settings.aws.endpoint_url, **faults) as kinesis, producing(streams, 13) as producer:
        far = settings.model_copy(
            update={"aws": settings.aws.model_copy(update={"endpoint_url": kinesis.url})}
        )
        with program(far, STREAM, "--for", f"{seconds}s") as process:
            _, err = process.communicate(timeout=1200)
        assert process.returncode == 0, err
        refusals = kinesis.refusals
    finish(settings)

    assert refusals or "refused" not in faults
    assert_each_once(settings, producer)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seconds", [RUN_S])
def test_streaming_on_takes_neither_more_memory_nor_more_files(settings, streams, seconds):
    """The memory's median in the last sixth against that of the second; files of six minutes at most."""
    producer, end_s = Producer(streams, 14), time.monotonic() + seconds
    with program(settings, STREAM, "--forever") as process, watched(process.pid) as seen:
        while time.monotonic() < end_s:
            assert process.poll() is None, process.communicate()
            producer.turn()
            time.sleep(0.2)
        counts = {
            feed.name: (_count(settings, feed, "*.parquet"), _count(settings, feed, "_delta_log/*"))
            for feed in catalogue.FEEDS
        }
    finish(settings)
    sixth = len(seen.all_bytes) // 6
    early, late = (median(part) / MB for part in (seen.all_bytes[sixth : 2 * sixth], seen.all_bytes[-sixth:]))
    print(f"{early:.0f} MB in the second sixth, {late:.0f} MB in the last; files and log entries: {counts}")  # noqa: T201 - the figures

    assert late < early * 1.1 + 50
    assert all(files < FILES and entries < LOG_ENTRIES for files, entries in counts.values())
    assert_each_once(settings, producer)


def _count(settings, feed, pattern):
    return sum(1 for _ in Path(settings.clean_table(feed.streamed)).glob(pattern))
