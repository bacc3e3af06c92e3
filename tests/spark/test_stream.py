"""The streaming job: everything that came through Kinesis, once, in the same rows as the batch's."""

from __future__ import annotations

import pytest
from clean_tables import expected, keys_of, rows_of, run
from feed_streams import FeedStreams
from landing_bucket import ROWS, user
from streamed_tables import forget_last_commit, letters_of, schema_of, stream, version_of

from corkboard import catalogue
from corkboard.errors import UsageError, WaitTimeoutError
from corkboard.settings import load
from corkboard_spark.datasets import DATASETS
from corkboard_spark.lock import one_writer

pytestmark = pytest.mark.usefixtures("spark")
MISSHAPEN = ['""', '{"value":{"ind":1}}', "not JSON", "[1]", b"\xff", '{"ind":"one"}']


@pytest.fixture
def only_users(monkeypatch):
    """One query instead of three, for what does not depend on the feed."""
    monkeypatch.setattr("corkboard_spark.streaming.job.DATASETS", DATASETS[2:])


def test_batch_and_stream_make_equal_tables(settings, bucket, streams):
    """Columns, types and rows, cleaned as another program would; a second run reads only what is new."""
    bucket.put_rows(0, 41)
    run(settings)
    streams.put_rows(0, 40)
    first = stream(settings)
    streams.put_rows(40, 41)
    second = stream(settings)

    for feed in catalogue.FEEDS:
        assert rows_of(settings, feed.streamed) == [expected(feed, ind) for ind in range(41)]
        assert rows_of(settings, feed.streamed) == rows_of(settings, feed.clean)
        assert schema_of(settings, feed.streamed) == schema_of(settings, feed.clean)
        assert (first[feed.name].records, second[feed.name].records) == (40, 1)


@pytest.mark.usefixtures("only_users")
def test_the_latest_record_of_a_key_wins(settings, streams):
    """Within a batch and between batches; what is sent again as it was changes nothing."""
    streams.put(catalogue.USER, [user(1, age=20), user(2), user(1, age=21)])
    stream(settings)
    assert [row["age"] for row in rows_of(settings, "users_stream")] == [21, 20]
    streams.put(catalogue.USER, [user(2, age=30), user(2, age=31), user(3), user(1, age=21)])
    figures = stream(settings)["user"]

    assert [row["age"] for row in rows_of(settings, "users_stream")] == [21, 31, 21]
    assert (figures.records, figures.clean_rows) == (4, 3)


@pytest.mark.usefixtures("only_users")
def test_duplicates_are_kept_when_asked_for(settings, streams):
    """As the course's job does; a table that was made so stays so."""
    streams.put(catalogue.USER, [user(1), user(1), user(2)])
    stream(settings, duplicates="keep")
    streams.put(catalogue.USER, [user(1)])
    stream(settings, duplicates="keep")

    assert keys_of(settings, "users_stream") == [1, 1, 1, 2]
    with pytest.raises(UsageError, match="was made with --duplicates keep"):
        stream(settings, duplicates="drop")


def test_what_is_no_record_is_a_dead_letter_once(settings, streams):
    """With its place; its neighbours are rows, and a batch that is repeated adds no second one."""
    for feed in catalogue.FEEDS:
        streams.put(feed, [ROWS[feed](0), *MISSHAPEN, ROWS[feed](1)])
    stream(settings)
    before = {feed: version_of(settings, feed.streamed) for feed in catalogue.FEEDS}
    for feed in catalogue.FEEDS:
        forget_last_commit(settings, streams, feed)
    stream(settings)

    bodies = ['""', '{"value":{"ind":1}}', "not JSON", "[1]", "\\xff", '{"ind":"one"}']
    assert letters_of(settings) == sorted(
        (feed.name, number, body)
        for feed in catalogue.FEEDS
        for number, body in zip(streams.placed[feed][1:-1], bodies, strict=True)
    )
    assert all(keys_of(settings, feed.streamed) == [0, 1] for feed in catalogue.FEEDS)
    assert {feed: version_of(settings, feed.streamed) for feed in catalogue.FEEDS} == before


@pytest.mark.usefixtures("only_users")
def test_a_batch_of_nothing_but_faults_does_not_stop_the_stream(settings, streams):
    """A poison record is put aside, alone in its batch or not."""
    streams.put(catalogue.USER, MISSHAPEN)
    stream(settings)
    streams.put(catalogue.USER, [user(1)])
    stream(settings)

    assert keys_of(settings, "users_stream") == [1]
    assert len(letters_of(settings)) == len(MISSHAPEN)


def test_in_a_shared_stream_each_feed_takes_its_own(overrides):
    """By the partition key; what belongs to others is neither a row nor a dead letter."""
    settings = load({**overrides, "kinesis": {"shared_stream": f"shared-{overrides['prefix']}"}}, environ={})
    streams = FeedStreams(settings, shards=2)
    streams.put_rows(0, 5)
    streams.put(catalogue.PIN, [user(7), "not JSON"], keys="someone-else-pin-")
    streams.put(catalogue.GEO, ["junk"])
    stream(settings)
    streams.remove()

    for feed in catalogue.FEEDS:
        assert rows_of(settings, feed.streamed) == [expected(feed, ind) for ind in range(5)]
    assert [(feed, body) for feed, _, body in letters_of(settings)] == [("geo", "junk")]


@pytest.mark.usefixtures("only_users")
def test_in_its_own_stream_a_feed_takes_every_record(settings, streams):
    """Whatever its partition key: the course's scripts use any."""
    streams.put(catalogue.USER, [user(1)], keys="partition-1")
    stream(settings)

    assert keys_of(settings, "users_stream") == [1]


@pytest.mark.usefixtures("streams")
def test_one_streaming_job_writes_at_a_time(settings):
    """A batch beside it is none of its business."""
    with one_writer(settings.state_dir, "stream"), pytest.raises(WaitTimeoutError, match="another stream"):
        stream(settings)
    with one_writer(settings.state_dir), one_writer(settings.state_dir, "stream"):
        pass
