"""The streaming job killed at chosen moments, and the proof that each record had its effect once.

| moment | |
|---|---|
| ``any`` | a time after its first batch |
| ``in batch`` | a batch is in Spark's log of offsets, and in neither table nor commits |
| ``between`` | a table has a commit more, and Spark has not noted it |
"""

from __future__ import annotations

import json
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark
from background import repeating
from clean_tables import cleaned, rows_of
from landing_bucket import ROWS
from programs import program
from streamed_tables import batches, letters_of, log_of

from corkboard import catalogue

STREAM = "corkboard_spark.stream"
PAUSE_S = 0.05
GLANCE_S = 0.01  # a look at tables and checkpoints takes a millisecond of its own
BEHIND_RECORDS = 20_000  # one batch
PATIENCE_S = 400  # a machine that is busy with other tests takes minutes to start three queries
NAMES = {catalogue.PIN: "title", catalogue.GEO: "country", catalogue.USER: "first_name"}


class Producer:
    """Puts records, and remembers what must come of them.

    Attributes:
        latest: Each key's latest row, by feed.
        junk: The place and body of each record that is to be a dead letter.
    """

    def __init__(self, streams, seed):
        self._streams = streams
        self._rng = random.Random(seed)
        self._number = 0
        self.latest = {feed: {} for feed in catalogue.FEEDS}
        self.junk = []

    def turn(self):
        """Put some records of each feed: new ones, keys that were there, and what is none."""
        for feed in catalogue.FEEDS:
            rows = [self._row(feed) for _ in range(self._rng.randint(1, 40))]
            first = len(self._streams.placed[feed])
            self._streams.put(feed, rows)
            for number, row in zip(self._streams.placed[feed][first:], rows, strict=True):
                if isinstance(row, str):
                    self.junk.append((feed.name, number, row))
                else:
                    self.latest[feed][row[feed.key]] = row

    def _row(self, feed):
        self._number += 1
        if self._rng.random() < 0.03:
            return f"junk {feed.name} {self._number}"
        ind = self._rng.randint(0, self._number)
        return ROWS[feed](ind, **{NAMES[feed]: f"number {self._number}"})


@contextmanager
def producing(streams, seed, *, every_s=PAUSE_S):
    """Yield a producer that goes on in the background, as long as a slow job is not far behind it."""
    producer = Producer(streams, seed)

    def turn():
        if all(_behind(streams, feed) < BEHIND_RECORDS for feed in catalogue.FEEDS):
            producer.turn()

    with repeating(turn, every_s=every_s):
        yield producer


def _behind(streams, feed):
    """Return how many of a feed's records are in no batch that was begun."""
    offsets = log_of(streams.settings, streams, feed, "offsets")
    newest = max(batches(offsets), default=None)
    begun = 0
    if newest is not None:
        [marks] = json.loads((offsets / str(newest)).read_text().splitlines()[-1]).values()
        begun = sum(mark["records"] for mark in marks["shards"].values())
    return len(streams.placed[feed]) - begun


@dataclass(frozen=True)
class Notes:
    """What a feed's table and checkpoint have.

    Attributes:
        offsets: The batches that were begun.
        commits: The batches that Spark knows to be done.
        versions: How many commits the table has ever had.
    """

    offsets: frozenset
    commits: frozenset
    versions: int

    @property
    def is_open(self):
        """Whether a batch was begun and is not noted as done."""
        return max(self.offsets, default=-1) > max(self.commits, default=-1)


def notes(settings, streams, feed):
    """Look at a feed's table and checkpoint."""
    names = [int(path.stem) for path in Path(settings.clean_table(feed.streamed)).glob("_delta_log/*.json")]
    commits = frozenset(batches(log_of(settings, streams, feed, "commits")))
    offsets = frozenset(batches(log_of(settings, streams, feed, "offsets")))
    return Notes(offsets, commits, max(names, default=-1) + 1)


def strike(settings, streams, moment, rng, *arguments):
    """Start the job, kill it at a moment, and return what it left of the feed that was aimed at."""
    feed = rng.choice(catalogue.FEEDS)
    before, begun_s = notes(settings, streams, feed), time.monotonic()
    wait_s = rng.uniform(0, 10)
    with program(settings, STREAM, "--forever", *arguments) as process:
        while not _has_come(moment, before, now := notes(settings, streams, feed)):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < begun_s + PATIENCE_S, f"{moment} did not come"
            time.sleep(GLANCE_S)
        if moment == "any":
            time.sleep(wait_s)
    return now


def _has_come(moment, before, now):
    is_on = len(now.commits - before.commits) > 0
    if moment == "any":
        return is_on
    if moment == "in batch":
        return is_on and now.is_open
    return now.is_open and now.versions > before.versions + 1


def finish(settings, *arguments):
    """Run the job to its end: before Spark 4.2 a run is one batch, and the first is that which was left open."""
    for _ in range(2 if pyspark.__version__.startswith(("4.0", "4.1")) else 1):
        with program(settings, STREAM, "--json", *arguments) as process:
            _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, err


def assert_each_once(settings, producer):
    """Every record had its effect once: rows, values, dead letters."""
    for feed, latest in producer.latest.items():
        rows = rows_of(settings, feed.streamed)
        assert [row[catalogue.CLEAN_KEY] for row in rows] == sorted(latest), f"{feed.streamed}: keys"
        wrong = [row for row in rows if row != cleaned(feed, latest[row[catalogue.CLEAN_KEY]])]
        assert wrong == [], f"{feed.streamed}: values"
    assert letters_of(settings) == sorted(producer.junk)
