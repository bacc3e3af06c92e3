"""The streaming job run in this process, and what it left behind."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from background import beside
from clean_tables import rows_of
from deltalake import DeltaTable

from corkboard import catalogue
from corkboard_spark.streaming import job
from corkboard_spark.streaming.halt import Halt
from corkboard_spark.streaming.screen import Screen

PATIENCE_S = 120


def stream(settings, **wish):
    """Stream what is there, and return the figures by feed."""
    outcome = job.run(settings, job.Wish(**wish), Halt(), Screen())
    return {figures.feed: figures for figures in outcome.feeds}


@contextlib.contextmanager
def streaming(settings, **wish):
    """Stream in the background until the block ends; yield what has failed there so far."""
    halt = Halt()

    def work():
        job.run(settings, job.Wish(for_s=None, **wish), halt, Screen())

    with beside(work, halt.ask) as failures:
        yield failures


def wait_for_rows(settings, feed, count, failures=()):
    """Return when a feed's table has so many rows."""
    deadline = time.monotonic() + PATIENCE_S
    while len(found := rows_of(settings, feed.streamed)) < count:
        assert not failures, failures
        assert time.monotonic() < deadline, f"{len(found)} rows of {count}"
        time.sleep(0.1)


def letters_of(settings):
    """Return each dead letter of the streams: its feed, sequence number and body."""
    rows = rows_of(settings, catalogue.STREAM_DEAD_LETTERS)
    return sorted((row["feed"], row["sequence_number"], row["body"]) for row in rows)


def schema_of(settings, table):
    """Return a table's schema as Delta writes it."""
    return DeltaTable(settings.clean_table(table)).schema().to_json()


def version_of(settings, table):
    """Return a table's version."""
    return DeltaTable(settings.clean_table(table)).version()


def log_of(settings, streams, feed, kind, *, epoch=1):
    """Return the folder in which Spark notes a query's ``offsets`` or ``commits``."""
    return Path(settings.checkpoint(streams.name(feed), epoch, feed.streamed)) / kind


def batches(folder):
    """Return the numbers of the batches noted in such a folder."""
    return {int(path.name) for path in folder.glob("[0-9]*")}


def forget_last_commit(settings, streams, feed):
    """Leave a query's checkpoint as a kill between the table's commit and Spark's does."""
    commits = log_of(settings, streams, feed, "commits")
    last = str(max(batches(commits)))
    (commits / last).unlink()
    (commits / f".{last}.crc").unlink(missing_ok=True)
