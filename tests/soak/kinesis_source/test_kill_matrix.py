"""The query killed at twenty seeded moments of three kinds while a producer goes on."""

from __future__ import annotations

import random
import time

import pytest
from background import repeating
from kinesis_streams import assert_each_once
from query_kills import batches, finish, is_in_batch, query, versions

SEED = 20
STRIKES = {"any": 6, "in batch": 7, "after the commit": 7}
PATIENCE_S = 300  # a busy machine takes a minute to start Spark
BATCH_RECORDS = 3000
SMALL = {"maxRecordsPerTrigger": f"{BATCH_RECORDS}"}
LARGE = {"maxRecordsPerTrigger": "100000"}  # what is left after many slow starts is much
AHEAD_RECORDS = 30_000


def reach(moment, table, rng):
    """Return a function that says whether the moment has come."""
    began, before = time.monotonic(), versions(table)
    if moment == "any":
        wait_s = rng.uniform(5, 20)
        return lambda: time.monotonic() > began + wait_s
    if moment == "in batch":
        done = len(batches(table, "commits"))
        return lambda: is_in_batch(table) and len(batches(table, "commits")) > done
    return lambda: versions(table) > before + 1 and is_in_batch(table)


def put_more(stream, table):
    """Put records, but no more than a slow machine can read at the end."""
    if len(stream.numbers) < BATCH_RECORDS * versions(table) + AHEAD_RECORDS:
        stream.put(200)


def strike(settings, stream, table, moment, rng):
    """Run the query until the moment, and kill it; return whether a batch was left open."""
    with query(settings, stream, table, options=SMALL, trigger={"processingTime": "0 seconds"}) as process:
        has_come, deadline = reach(moment, table, rng), time.monotonic() + PATIENCE_S
        while not has_come():
            assert process.poll() is None, "the query ended"
            assert time.monotonic() < deadline, f"{moment} did not come"
            time.sleep(0.002)
    return is_in_batch(table)


@pytest.mark.timeout(7200)
def test_each_record_arrives_once_whenever_the_query_is_killed(settings, stream, tmp_path):
    """Between Spark's log and the table, between the table and Spark's commit, and anywhere."""
    rng, table = random.Random(SEED), tmp_path / "table"
    moments = [moment for moment, times in STRIKES.items() for _ in range(times)]
    rng.shuffle(moments)
    stream.put(5000)
    with repeating(lambda: put_more(stream, table), every_s=0.2):
        left_open = [strike(settings, stream, table, moment, rng) for moment in moments]
    finish(settings, stream, table, options=LARGE)

    assert sum(left_open) >= 10
    assert_each_once(table, stream)
