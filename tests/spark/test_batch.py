"""The batch: everything that has landed, once."""

from __future__ import annotations

import re

import pytest
from clean_tables import expected, history, keys_of, rows_of, run
from landing_bucket import ROWS, geo, pin, user

from corkboard import catalogue
from corkboard.errors import UnavailableError, WaitTimeoutError
from corkboard_spark import survey
from corkboard_spark.datasets import DATASETS
from corkboard_spark.io import Landing
from corkboard_spark.job import Job
from corkboard_spark.keys import landing_access
from corkboard_spark.landing.names import Folder
from corkboard_spark.lock import one_writer
from corkboard_spark.recorded import next_offset

pytestmark = pytest.mark.usefixtures("spark")


def test_what_has_landed_is_in_the_clean_tables(settings, bucket):
    """Every row of every feed, cleaned as another program would."""
    bucket.put_rows(0, 40)
    bucket.put_rows(40, 41)
    summaries = run(settings)

    for feed in catalogue.FEEDS:
        assert rows_of(settings, feed.clean) == [expected(feed, ind) for ind in range(41)]
        summary = summaries[feed.name]
        assert (summary.objects, summary.records, summary.new, summary.clean_rows) == (2, 41, 41, 41)
        assert (summary.dead_letters, summary.held) == (0, ())


def test_a_second_run_reads_only_what_is_new(settings, bucket):
    """And without anything new it writes nothing."""
    bucket.put_rows(0, 30)
    run(settings)
    bucket.put_rows(30, 35)
    second = run(settings)["geo"]
    third = run(settings)["geo"]

    assert (second.objects, second.records, second.new, second.clean_rows) == (1, 5, 5, 35)
    assert (third.objects, third.records, third.new, third.clean_rows) == (0, 0, 0, 35)
    assert history(settings, "geos") == 2


def test_the_latest_record_of_a_key_wins(settings, bucket):
    """Within an object, between objects, and between runs."""
    ages = ([user(1, age=20), user(2), user(1, age=21)], [user(1, age=22)])
    bucket.put(catalogue.USER, 0, ages[0])
    bucket.put(catalogue.USER, 3, ages[1])
    first = run(settings)["user"]
    assert [row["age"] for row in rows_of(settings, "users")] == [22, 20]

    bucket.put(catalogue.USER, 4, [user(2, age=30), user(2, age=31), user(3)])
    second = run(settings)["user"]

    assert [row["age"] for row in rows_of(settings, "users")] == [22, 31, 21]
    assert (first.records, first.new, second.records, second.new) == (4, 2, 3, 1)


def test_exact_duplicates_collapse(settings, bucket):
    """Scripts that draw with a seed post the same rows again and again."""
    bucket.put(catalogue.PIN, 0, [pin(7)] * 50)
    run(settings)
    bucket.put(catalogue.PIN, 50, [pin(7)] * 50)
    run(settings)

    assert rows_of(settings, "pins") == [expected(catalogue.PIN, 7)]


def test_an_object_put_again_longer_is_read_to_its_new_end(settings, bucket):
    """Some sinks do that to their newest object."""
    bucket.put(catalogue.GEO, 0, [geo(0)])
    bucket.put(catalogue.GEO, 1, [geo(1), geo(2)])
    run(settings)
    bucket.put(catalogue.GEO, 1, [geo(1), geo(2), geo(3)])
    second = run(settings)["geo"]
    bucket.put(catalogue.GEO, 1, [geo(ind) for ind in range(1, 6)])
    bucket.put(catalogue.GEO, 6, [geo(6)])
    third = run(settings)["geo"]

    assert keys_of(settings, "geos") == list(range(7))
    assert (second.records, third.records) == (1, 3)


def test_each_partition_has_its_own_offset(settings, bucket):
    """Three partitions, one of which grows."""
    for partition in range(3):
        bucket.put(catalogue.PIN, 0, [pin(partition), pin(10 + partition)], partition=partition)
    run(settings)
    bucket.put(catalogue.PIN, 2, [pin(21)], partition=1)
    second = run(settings)["pin"]

    assert keys_of(settings, "pins") == [0, 1, 2, 10, 11, 12, 21]
    assert second.records == 1


def test_a_large_span_is_read_as_exactly_as_a_small_one(settings, bucket, monkeypatch):
    """It is fetched twice instead of kept."""
    monkeypatch.setattr("corkboard_spark.job.KEEP_BYTES", 0)
    bucket.put(catalogue.USER, 0, [*(user(ind, age=19) for ind in range(20)), "junk"])
    bucket.put(catalogue.USER, 21, [user(ind) for ind in range(30)])
    summary = run(settings)["user"]

    assert rows_of(settings, "users") == [expected(catalogue.USER, ind) for ind in range(30)]
    assert (summary.records, summary.new, summary.dead_letters) == (50, 30, 1)


def test_one_batch_writes_at_a_time(settings):
    """Two at once would append the same records twice."""
    with one_writer(settings.state_dir), pytest.raises(WaitTimeoutError, match="another batch"):
        run(settings)


def test_a_missing_bucket_is_said_in_a_sentence(settings):
    """With what to look at."""
    with pytest.raises(UnavailableError, match="does the bucket exist"):
        run(settings)


def test_feeds_that_merge_at_the_same_time_record_their_own_offsets(settings, bucket):
    """A merge takes its offset from its session, so each feed has its own."""
    bucket.put_rows(0, 3)
    run(settings)
    for extra, feed in enumerate(catalogue.FEEDS, 1):
        bucket.put(feed, 3, [ROWS[feed](ind) for ind in range(3, 3 + extra)])
    run(settings)

    folders = {feed: Folder("", feed.topic(settings.prefix), 0) for feed in catalogue.FEEDS}
    assert [next_offset(settings, feed.clean, folders[feed]) for feed in catalogue.FEEDS] == [4, 5, 6]


def test_a_vanished_object_ends_the_job_in_a_sentence(settings, bucket, spark):
    """To leave it out would lose its records; and what was not written is written by the next run."""
    dataset = DATASETS[2]
    keys = [bucket.put(catalogue.USER, first, [user(first)]) for first in range(3)]
    access = landing_access(settings)
    [span] = survey.look(settings, access, dataset).spans
    bucket.s3.delete_object(Bucket=bucket.name, Key=keys[1])

    with pytest.raises(UnavailableError, match=f"{re.escape(keys[1])}: HTTP 404"):
        Job(settings, Landing(spark, access, 2, 4), dataset, skip_gaps=False).land(span)
    bucket.put(catalogue.USER, 1, [user(1)])
    run(settings)
    assert keys_of(settings, "users") == [0, 1, 2]
