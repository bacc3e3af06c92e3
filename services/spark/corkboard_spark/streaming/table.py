"""A Delta table that a stream is written into, batch by batch, each batch once.

Written without the JVM: a small append or merge takes deltalake a hundredth of the time that it takes
Spark, for which three queries on two cores would have to wait (docs/decisions/0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stamina
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError

from corkboard import catalogue
from corkboard_spark.recorded import explained

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from corkboard.settings import Settings

KEPT = "interval 5 minutes"
PROPERTIES = {
    # As in the batch's tables, which deltalake and Spark read alike.
    "delta.dataSkippingNumIndexedCols": "1",
    # A table that changes every second: who reads an old version of it has five minutes for that.
    "delta.logRetentionDuration": KEPT,
    "delta.deletedFileRetentionDuration": KEPT,
    "delta.checkpointInterval": "50",
}
AGAIN = stamina.retry(on=CommitFailedError, attempts=4, wait_initial=0.05, wait_max=0.5)
OLD, NEW = "old", "new"


class StreamTable:
    """One Delta table with one writer.

    Args:
        settings: Where the tables are.
        name: The table.
        schema: Its columns.
        properties: Of the table, beside ours, when it is made.

    Attributes:
        where: Its address.
        schema: Its columns.

    Raises:
        UnavailableError: From every method: the table cannot be read or written.
    """

    def __init__(
        self, settings: Settings, name: str, schema: pa.Schema, properties: Mapping[str, str]
    ) -> None:
        self.where = settings.clean_table(name)
        self.schema = schema
        self._properties = {**PROPERTIES, **properties}
        self._options = settings.storage_options()
        self._delta = self._opened()

    def _opened(self) -> DeltaTable | None:
        with explained(self.where, "read"):
            try:
                return DeltaTable(self.where, storage_options=self._options)
            except TableNotFoundError:
                return None

    @property
    def exists(self) -> bool:
        """Whether it is there."""
        return self._delta is not None

    @property
    def delta(self) -> DeltaTable:
        """The table as deltalake knows it; made when it is not there."""
        if self._delta is None:
            with explained(self.where, "made"):
                self._delta = DeltaTable.create(
                    self.where,
                    self.schema,
                    mode="ignore",
                    configuration=self._properties,
                    storage_options=self._options,
                    raise_if_key_not_exists=False,
                )
        return self._delta

    def property(self, name: str) -> str | None:
        """Return a property that the table was made with."""
        with explained(self.where, "read"):
            found: Mapping[str, str] = self.delta.metadata().configuration
        return found.get(name)

    def has(self, app: str, version: int) -> bool:
        """Whether a batch is in the table."""
        recorded = self._delta.transaction_version(app) if self._delta else None
        return recorded is not None and recorded >= version

    def append(self, rows: pa.Table, *, app: str, version: int) -> None:
        """Append rows, unless the batch is in the table."""
        with explained(self.where, "written"):
            self._append(rows, app, version)

    @AGAIN
    def _append(self, rows: pa.Table, app: str, version: int) -> None:
        self.delta.update_incremental()
        if not self.has(app, version):
            write_deltalake(self.delta, rows, mode="append", commit_properties=_commit(app, version))

    def merge(self, rows: pa.Table, *, app: str, version: int) -> None:
        """Put rows in, unless the batch is in the table: a row replaces another of its key if it differs.

        Args:
            rows: At most one of each key.
            app: Under which the batch is recorded.
            version: The batch.
        """
        with explained(self.where, "written"):
            self._merge(rows, app, version)

    @AGAIN
    def _merge(self, rows: pa.Table, app: str, version: int) -> None:
        self.delta.update_incremental()
        if self.has(app, version):
            return
        key = catalogue.CLEAN_KEY
        merger = self.delta.merge(
            rows,
            f"{OLD}.{key} = {NEW}.{key}",
            source_alias=NEW,
            target_alias=OLD,
            streamed_exec=False,  # so that the batch's keys decide which files are looked at
            commit_properties=_commit(app, version),
        )
        differs = " or ".join(f'({OLD}."{one}" is distinct from {NEW}."{one}")' for one in self.schema.names)
        merger.when_matched_update_all(predicate=differs).when_not_matched_insert_all().execute()

    def rows(self) -> int:
        """Return how many rows it has."""
        with explained(self.where, "read"):
            return int(self.delta.count())

    def files(self) -> int:
        """Return of how many files it consists."""
        with explained(self.where, "read"):
            return len(self.delta.file_uris())


def _commit(app: str, version: int) -> Any:
    return CommitProperties(app_transactions=[Transaction(app, version)])
