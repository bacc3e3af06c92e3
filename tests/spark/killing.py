"""The batch killed at chosen moments, and the proof that each record had its effect once all the same.

| moment | |
|---|---|
| ``random`` | any, from the start of Python on |
| ``files`` | a clean table has a data file more, and no commit names it yet |
| ``commits`` | a clean table has a commit more, and the job may not have heard of it |
| ``letters`` | dead letters are committed, and the clean rows of their span are not |
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from clean_tables import cleaned, dead_letters, rows_of
from producing import PARTITIONS
from programs import GLANCE_S, program

from corkboard import catalogue
from corkboard_spark.landing.names import Folder
from corkboard_spark.recorded import next_offset
from corkboard_spark.words import SLOW_START

BATCH = "corkboard_spark.batch"
CLEAN = tuple(feed.clean for feed in catalogue.FEEDS)
TRIES = 4
PATIENCE_S = 500  # a busy machine takes a minute to start Spark, and minutes to fetch many objects


class Traces:
    """What a run has added to the tables' folders since it was started."""

    def __init__(self, settings):
        self._folders = {
            table: Path(settings.clean_table(table)) for table in (*CLEAN, catalogue.DEAD_LETTERS)
        }
        self._before = {table: self._now(table) for table in self._folders}

    def _now(self, table):
        folder = self._folders[table]
        return sum(1 for _ in folder.glob("*.parquet")), sum(1 for _ in folder.glob("_delta_log/*.json"))

    def of(self, table):
        """Return how many data files and commits are new."""
        files, commits = self._now(table)
        return files - self._before[table][0], commits - self._before[table][1]

    def files(self):
        """Return how many data files of clean tables are new."""
        return sum(self.of(table)[0] for table in CLEAN)

    def commits(self):
        """Return how many commits of clean tables are new."""
        return sum(self.of(table)[1] for table in CLEAN)

    def letters(self):
        """Return how many commits of dead letters are new."""
        return self.of(catalogue.DEAD_LETTERS)[1]

    def is_torn(self):
        """Whether a clean table has new data files that no commit names."""
        return any(files and not commits for files, commits in map(self.of, CLEAN))


@dataclass(frozen=True)
class Strike:
    """One kill.

    Attributes:
        moment: When it was meant to be.
        is_torn: A clean table was left with data files that no commit names.
        is_between: Dead letters were left committed whose span has no clean rows yet.
    """

    moment: str
    is_torn: bool
    is_between: bool


def strike(settings, moment, rng):
    """Start the batch and kill it; start it again if it ended before its moment came."""
    for _ in range(TRIES):
        traces = Traces(settings)
        with program(settings, BATCH) as process:
            _await(moment, traces, process, rng)
            if process.poll() is not None:
                _check_ended_well(process)
                continue
        return Strike(moment, traces.is_torn(), _is_between(settings))
    raise AssertionError(f"the batch ended before {moment} {TRIES} times")


def _await(moment, traces, process, rng):
    """Return at the moment, or when the program has ended."""
    begun = time.monotonic()
    if moment == "random":
        reached, at = time.monotonic, begun + rng.uniform(1, 16)
    else:
        reached, at = getattr(traces, moment), rng.randint(1, 2)
    while reached() < at and process.poll() is None:
        assert time.monotonic() < begun + PATIENCE_S, f"the moment of {moment} did not come"
        time.sleep(GLANCE_S)
    if moment == "commits":
        time.sleep(rng.uniform(0, 0.03))


def _check_ended_well(process):
    """Fail unless the program did all it could: what is late holds a partition back, and so may the machine."""
    _, err = process.communicate()
    assert process.returncode == 0 or "held back" in err or SLOW_START in err, err


def _recorded(settings, table_of):
    """Return the offset that a table has recorded for each feed and partition."""
    return {
        (feed, partition): next_offset(
            settings, table_of(feed), Folder("", feed.topic(settings.prefix), partition)
        )
        for feed in catalogue.FEEDS
        for partition in range(PARTITIONS)
    }


def _is_between(settings):
    """Whether dead letters have gone further than the clean rows of their feed and partition."""
    clean = _recorded(settings, lambda feed: feed.clean)
    letters = _recorded(settings, lambda _: catalogue.DEAD_LETTERS)
    return any(letters[place] > clean[place] for place in clean)


def land_the_rest(settings):
    """Run the batch to its end, and return the records that it read."""
    with program(settings, BATCH, "--json") as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    return sum(feed["records"] for feed in json.loads(out)["feeds"])


def assert_each_once(settings, producer):
    """Every record had its effect once: rows, values, dead letters, recorded offsets."""
    for feed, latest in producer.latest.items():
        rows = rows_of(settings, feed.clean)
        assert [row[catalogue.CLEAN_KEY] for row in rows] == sorted(latest), f"{feed.clean}: keys"
        wrong = [row for row in rows if row != cleaned(feed, latest[row[catalogue.CLEAN_KEY]])]
        assert wrong == [], f"{feed.clean}: values"
    assert dead_letters(settings) == sorted(producer.junk)
    assert _recorded(settings, lambda feed: feed.clean) == producer.produced
