"""A stream's lives: lost and made again, never made, and checkpoints without their table."""

from __future__ import annotations

import shutil
import time

import pytest
from clean_tables import keys_of
from landing_bucket import user
from streamed_tables import log_of, stream, streaming, wait_for_rows

from corkboard import catalogue
from corkboard.errors import CorkboardError, UnavailableError
from corkboard_spark.datasets import DATASETS
from corkboard_spark.streaming import query

USER = catalogue.USER
pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture(autouse=True)
def _only_users(monkeypatch):
    """One query instead of three."""
    monkeypatch.setattr("corkboard_spark.streaming.job.DATASETS", DATASETS[2:])


def make_again(streams):
    """Make the users' stream anew, at another moment than the lost one's: the emulator counts in seconds."""
    streams.lose(USER)
    time.sleep(1.1)
    streams.make(streams.name(USER))


def test_a_running_job_goes_on_with_the_stream_that_was_made_again(settings, streams):
    """From its beginning, with a checkpoint of its own; rows of the lost one stay."""
    streams.put(USER, [user(1), user(2, age=20)])
    with streaming(settings) as failures:
        wait_for_rows(settings, USER, 2, failures)
        make_again(streams)
        streams.put(USER, [user(2, age=21), user(3)])
        wait_for_rows(settings, USER, 3, failures)

    assert keys_of(settings, "users_stream") == [1, 2, 3]
    assert all(log_of(settings, streams, USER, "commits", epoch=epoch).is_dir() for epoch in (1, 2))


def test_a_job_that_begins_after_the_loss_reads_the_new_stream(settings, streams):
    """Batch 0 of the second life is not taken for that of the first."""
    streams.put(USER, [user(1)])
    stream(settings)
    make_again(streams)
    streams.put(USER, [user(2)])
    figures = stream(settings)["user"]

    assert keys_of(settings, "users_stream") == [1, 2]
    assert (figures.epoch, figures.records) == (2, 1)


def test_a_lost_stream_that_nobody_makes_again_ends_the_job(settings, streams, monkeypatch):
    """In a sentence that says what to run."""
    monkeypatch.setattr(query, "EPOCH_WAIT_S", 0)
    streams.put(USER, [user(1)])
    stream(settings)
    streams.lose(USER)
    with pytest.raises(UnavailableError, match="there is no stream") as caught:
        stream(settings)
    streams.client.create_stream(StreamName=streams.name(USER), ShardCount=1)

    assert "corkboard up" in caught.value.hint


def test_a_stream_that_was_never_made_is_named(settings):
    """With the verb that makes it."""
    with pytest.raises(CorkboardError, match=r"streaming-.*-user was never made") as caught:
        stream(settings)

    assert "corkboard up" in caught.value.hint


def test_a_table_whose_checkpoint_is_gone_is_not_written(settings, streams):
    """Its batches' numbers would begin anew, and be taken for those that it has."""
    streams.put(USER, [user(1)])
    stream(settings)
    shutil.rmtree(log_of(settings, streams, USER, "commits").parent)

    with pytest.raises(CorkboardError, match=r"their checkpoint .* is gone"):
        stream(settings)


def test_a_checkpoint_whose_table_is_gone_is_not_gone_on_with(settings, streams):
    """What the table had would be missing in silence; asked twice, it is refused twice."""
    streams.put(USER, [user(1)])
    stream(settings)
    shutil.rmtree(settings.clean_table(USER.streamed))

    for _ in range(2):
        with pytest.raises(CorkboardError, match=r"the table .* is gone"):
            stream(settings)
