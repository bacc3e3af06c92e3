"""The streaming job: three queries side by side until there is no more, time is up, or somebody asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.spark import kinesis
from corkboard_spark import session
from corkboard_spark.datasets import DATASETS
from corkboard_spark.lock import one_writer
from corkboard_spark.streaming.kit import kit_of
from corkboard_spark.streaming.letters import Letters
from corkboard_spark.streaming.query import Pace, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.settings import Settings
    from corkboard_spark.streaming.figures import Figures
    from corkboard_spark.streaming.halt import Halt
    from corkboard_spark.streaming.kit import Duplicates
    from corkboard_spark.streaming.screen import Screen

RECORDS_PER_BATCH = 20_000
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for.

    Attributes:
        for_s: How long to stream, in seconds; 0 for what is there now, None without end.
        duplicates: Whether a key may have several rows.
        interval_s: The least time between two batches of a feed.
        records_per_batch: The most that one batch has.
    """

    for_s: float | None = 0
    duplicates: Duplicates = "drop"
    interval_s: float = 0
    records_per_batch: int = RECORDS_PER_BATCH

    def pace(self) -> Pace:
        """Return how the queries go."""
        if self.for_s == 0:
            return Pace({"availableNow": True}, self.records_per_batch)
        interval = {"processingTime": f"{round(self.interval_s * 1000)} milliseconds"}
        return Pace(dict(interval), self.records_per_batch)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended.

    Attributes:
        feeds: What was done.
        seconds: How long it took, Spark's start included.
        ended_by: ``end`` when nothing was left, ``time`` when it was up, ``signal`` when somebody asked.
    """

    feeds: tuple[Figures, ...]
    seconds: float
    ended_by: str


def run(settings: Settings, wish: Wish, halt: Halt, screen: Screen) -> Outcome:
    """Stream, and return what came of it.

    Raises:
        CorkboardError: Another streaming job runs, a stream was never made or is gone, a table was made
            with another option, or Kinesis, a table or a checkpoint cannot be reached.
    """
    began = time.monotonic()
    with one_writer(settings.state_dir, "stream"):
        letters = Letters(settings)
        kits = [kit_of(settings, dataset, letters, wish.duplicates) for dataset in DATASETS]
        screen.say("starting Spark")
        spark = session.start(settings, "stream", is_long=wish.for_s != 0, streams=True)
        kinesis.register(spark)
        halt.listen_again()  # Spark takes Ctrl-C for itself when it starts
        queries = [Query(spark, settings, kit, wish.pace()) for kit in kits]
        deadline = time.monotonic() + wish.for_s if wish.for_s else None
        try:
            for query in queries:
                query.begin()
            ended_by = _stream(queries, [kit.figures for kit in kits], halt, screen, deadline)
        finally:
            for query in queries:
                query.stop()
        for kit in kits:
            kit.upkeep.end()
            kit.figures.clean_rows, kit.figures.files = kit.table.rows(), kit.table.files()
    return Outcome(tuple(kit.figures for kit in kits), time.monotonic() - began, ended_by)


def _stream(
    queries: Sequence[Query], feeds: Sequence[Figures], halt: Halt, screen: Screen, deadline: float | None
) -> str:
    """Watch the queries, and return why it is enough."""
    while not halt.wait(LOOK_S):
        going = [query.look() for query in queries]
        screen.show(feeds)
        if not any(going):
            return "end"
        if deadline is not None and time.monotonic() >= deadline:
            return "time"
    return "signal"
