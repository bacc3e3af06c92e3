"""How Spark says how much it wants: from 4.2 on. Earlier ones do not, and get ``fetchBufferSize``."""

from __future__ import annotations

from typing import Any

try:
    from pyspark.sql.streaming.datasource import ReadMaxBytes, ReadMaxRows, SupportsTriggerAvailableNow
except ImportError:  # Spark 4.0 and 4.1

    class SupportsTriggerAvailableNow:  # type: ignore[no-redef]  # the same name on either Spark
        """Stands for Spark 4.2's."""

    ReadMaxBytes = ReadMaxRows = None  # type: ignore[assignment,misc]  # nothing asks for them there

__all__ = ["SupportsTriggerAvailableNow", "is_whole", "read_limit", "rows_in"]


def read_limit(rows: int, size_bytes: int) -> Any:
    """Return what a trigger is to read by default: never "all", which ``Once`` alone means.

    Args:
        rows: The most records; 0 for no limit.
        size_bytes: The most bytes, where rows do not say.
    """
    return ReadMaxRows(rows) if rows else ReadMaxBytes(size_bytes)


def rows_in(limit: Any) -> int:
    """Return the most records that Spark wants; 0 for no limit."""
    return getattr(limit, "max_rows", 0)


def is_whole(limit: Any) -> bool:
    """Whether Spark wants all there is in one batch, as the trigger ``Once`` does."""
    return type(limit).__name__ == "ReadAllAvailable"
