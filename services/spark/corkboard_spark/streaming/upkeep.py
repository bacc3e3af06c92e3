"""Many small files into few, and old ones away: between two batches, so that nothing else writes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from corkboard_spark.recorded import explained

if TYPE_CHECKING:
    from corkboard_spark.streaming.table import StreamTable

COMPACT_EVERY_S = 60
COMPACT_AT_FILES = 64
SWEEP_EVERY_S = 60
# Small enough to be rewritten within a second, by a compaction or by a merge that changes a row of it.
FILE_BYTES = 16 << 20
KEPT: dict[str, Any] = {}  # as long as the table's properties say


class Upkeep:
    """Keeps one table in order.

    Args:
        table: The table.
    """

    def __init__(self, table: StreamTable) -> None:
        self._table = table
        self._compacted_s = self._swept_s = time.monotonic()
        self._commits = 0

    def after_batch(self) -> None:
        """Do what is due."""
        self._commits += 1
        now_s = time.monotonic()
        if self._commits >= COMPACT_AT_FILES or now_s - self._compacted_s >= COMPACT_EVERY_S:
            self.compact()
        if now_s - self._swept_s >= SWEEP_EVERY_S:
            self.sweep()

    def compact(self) -> None:
        """Put small files together; what they held stays the same, and so do the offsets recorded."""
        self._commits, self._compacted_s = 0, time.monotonic()
        delta = self._table.delta
        with explained(self._table.where, "kept in order"):
            delta.update_incremental()
            delta.optimize.compact(target_size=FILE_BYTES)

    def sweep(self) -> None:
        """Remove files and log entries that no version of the last five minutes needs."""
        self._swept_s = time.monotonic()
        delta = self._table.delta
        with explained(self._table.where, "kept in order"):
            delta.vacuum(dry_run=False, **KEPT)
            delta.create_checkpoint()
            delta.cleanup_metadata()

    def end(self) -> None:
        """Leave the table in order, if anything was written."""
        if self._commits:
            self.compact()
