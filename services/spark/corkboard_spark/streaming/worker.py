"""One batch of one feed into its tables: first the dead letters, then the rows, each in a commit.

Kinesis records ──▶ sorted ──▶ dead letters          each commit carries the batch's number, so a batch
                        └────▶ transform ──▶ rows     that Spark repeats after a kill changes nothing
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

from corkboard.errors import UnavailableError
from corkboard_spark.streaming.records import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from corkboard_spark.streaming.halt import Gate
    from corkboard_spark.streaming.kit import Kit
    from corkboard_spark.streaming.records import Place


class Worker:
    """Writes the batches of one query, which calls it.

    Args:
        kit: What it works with.
        place: The stream and the epoch that the query reads.
        gate: Closed when the job is to end.

    Attributes:
        error: What was wrong with a table, if that ended the query.
    """

    def __init__(self, kit: Kit, place: Place, gate: Gate) -> None:
        self._kit = kit
        self._place = place
        self._gate = gate
        self.app = app_id(place, kit.dataset.feed.streamed)
        self.error: UnavailableError | None = None

    def __call__(self, batch: DataFrame, batch_id: int) -> None:
        """Write one batch."""
        with self._gate.batch(), self._remembered():
            if self._kit.table.has(self.app, batch_id):
                return
            found = self._kit.sorter.sort(self._collected(batch), self._place)
            self._kit.letters.bury(found.letters, app=self.app, version=batch_id)
            if found.rows.num_rows:
                self._write(self._cleaned(batch, found.rows), batch_id)
            self._note(found.records, found.letters.num_rows)

    def _collected(self, batch: DataFrame) -> pa.Table:
        keys = self._kit.keys
        own = batch.where(F.col("partitionKey").startswith(keys)) if keys else batch
        return own.select(*COLUMNS).toArrow()

    def _cleaned(self, batch: DataFrame, rows: pa.Table) -> pa.Table:
        frame = batch.sparkSession.createDataFrame(rows, self._kit.sorter.columns)
        return self._kit.dataset.transform(frame).toArrow().cast(self._kit.table.schema)

    def _write(self, rows: pa.Table, batch_id: int) -> None:
        table = self._kit.table
        write = table.append if self._kit.keeps_all or not table.rows() else table.merge
        write(rows, app=self.app, version=batch_id)

    def _note(self, records: int, letters: int) -> None:
        kit = self._kit
        kit.upkeep.after_batch()
        kit.figures.batches += 1
        kit.figures.records += records
        kit.figures.dead_letters += letters
        kit.figures.clean_rows, kit.figures.files = kit.table.rows(), kit.table.files()

    @contextmanager
    def _remembered(self) -> Iterator[None]:
        """Keep what went wrong with a table: Spark tells of it in a stack trace."""
        try:
            yield
        except UnavailableError as error:
            self.error = error
            raise


def app_id(place: Place, table: str) -> str:
    """Return the name under which a query's batches are recorded in a table's commits."""
    return f"stream/{place.stream}/{place.epoch}/{table}"
