"""A streaming frame that is displayed: a query that keeps the rows to be seen, and no others."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corkboard_databricks.notebook import frames
from corkboard_databricks.notebook.tables import SHOWN_ROWS, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery

FIRST_ROWS_S = 10
POLL_S = 0.1
NEEDS_COMPLETE = "STREAMING_OUTPUT_MODE"


@dataclass(slots=True)
class Snapshot:
    """What one query has shown so far.

    Attributes:
        slot: Its place among what the cell shows.
        show: Shows a table in that place.
        is_complete: Whether each batch is the whole result, rather than what is new in it.
    """

    slot: str
    show: Callable[[Table, str], None]
    is_complete: bool
    batches: int = 0
    rows: int = 0
    table: Table | None = None
    query: StreamingQuery | None = None
    is_closed: bool = False
    seen: threading.Event = field(default_factory=threading.Event)

    def take(self, frame: DataFrame, _: int) -> None:
        """Take a batch; later batches fill the table up to 1,000 rows."""
        try:
            self._add(frames.of_spark(frame))
        except Exception:
            # Spark searches what is raised here for Java's words, and may not come to an end of a long text.
            if not self.is_closed:
                raise

    def _add(self, batch: Table) -> None:
        known = [] if self.is_complete or self.table is None else self.table.rows
        rows = [*known, *batch.rows][:SHOWN_ROWS]
        self.batches += 1
        self.rows = (0 if self.is_complete else self.rows) + len(batch.rows)
        is_cut = batch.is_cut or len(known) + len(batch.rows) > SHOWN_ROWS
        self.table = Table(batch.columns, batch.types, rows, is_cut or bool(self.table and self.table.is_cut))
        self.say("running")
        if rows:
            self.seen.set()

    def say(self, state: str) -> None:
        """Show what there is, and how the query is."""
        if self.table is not None:
            note = f"stream, {state}: {self.batches} batch{'es' * (self.batches != 1)}"
            self.show(
                Table(self.table.columns, self.table.types, self.table.rows, self.table.is_cut, note),
                self.slot,
            )


class Snapshots:
    """Follows the streams that a notebook displays."""

    def __init__(self) -> None:
        self._all: list[Snapshot] = []

    def follow(self, frame: DataFrame, show: Callable[[Table, str], None], options: dict[str, Any]) -> None:
        """Start to show a stream; it goes on behind the cell, which waits for the first rows for 10 s.

        Args:
            frame: The stream.
            show: Shows a table in a place.
            options: Databricks' own of ``display``: streamName, processingTime, checkpointLocation, trigger.
        """
        slot = uuid.uuid4().hex
        show(_empty(frame), slot)
        snapshot = self._start(frame, slot, show, options)
        self._all.append(snapshot)
        deadline = time.monotonic() + FIRST_ROWS_S
        while time.monotonic() < deadline and not snapshot.seen.wait(POLL_S):
            if snapshot.query is None or not snapshot.query.isActive:
                break
        _raise(snapshot.query)

    def _start(
        self, frame: DataFrame, slot: str, show: Callable[[Table, str], None], options: dict[str, Any]
    ) -> Snapshot:
        """Start the query; a frame that is aggregated is shown whole with each batch."""
        from pyspark.errors import AnalysisException  # noqa: PLC0415

        for mode in ("append", "complete"):
            snapshot = Snapshot(slot, show, mode == "complete")
            writer = frame.writeStream.outputMode(mode).foreachBatch(snapshot.take)
            name = options.get("streamName") or options.get("queryName")
            writer = writer.queryName(str(name)) if name else writer
            if options.get("processingTime"):
                writer = writer.trigger(processingTime=str(options["processingTime"]))
            try:
                snapshot.query = writer.start()
            except AnalysisException as error:
                if mode == "complete" or NEEDS_COMPLETE not in str(error.getCondition() or error):
                    raise
            else:
                return snapshot
        raise AssertionError("one of the two modes starts or fails")

    def close(self) -> None:
        """Expect the queries to be stopped from now on."""
        for snapshot in self._all:
            snapshot.is_closed = True

    def finish(self) -> None:
        """Show each stream a last time, as it came to its end."""
        for snapshot in self._all:
            error = snapshot.query.exception() if snapshot.query else None
            snapshot.say("failed" if error else "stopped")
        self._all.clear()


def _empty(frame: DataFrame) -> Table:
    types = [field.dataType.simpleString() for field in frame.schema.fields]
    return Table(list(frame.columns), types, [], note="stream, running: no rows yet")


def _raise(query: StreamingQuery | None) -> None:
    """Raise what a query has failed with."""
    error = query.exception() if query is not None else None
    if error is not None:
        raise error
