"""The table of what came through Kinesis and is no record, which the feeds' queries share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pyspark.sql.pandas.types import to_arrow_schema

from corkboard import catalogue
from corkboard_spark import schemas
from corkboard_spark.streaming.table import StreamTable
from corkboard_spark.streaming.upkeep import Upkeep

if TYPE_CHECKING:
    import pyarrow as pa

    from corkboard.settings import Settings


class Letters:
    """Appends dead letters; the table is made by the first.

    Args:
        settings: Where the tables are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._table: StreamTable | None = None
        self._upkeep: Upkeep | None = None

    def bury(self, letters: pa.Table, *, app: str, version: int) -> None:
        """Append a batch's letters, unless an earlier, killed run has."""
        if not letters.num_rows:
            return
        with self._lock:
            if self._table is None or self._upkeep is None:
                schema = to_arrow_schema(schemas.STREAM_DEAD_LETTERS)
                self._table = StreamTable(self._settings, catalogue.STREAM_DEAD_LETTERS, schema, {})
                self._upkeep = Upkeep(self._table)
            self._table.append(letters, app=app, version=version)
            self._upkeep.after_batch()
