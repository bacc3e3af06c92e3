"""Reads the clean Delta tables and Spark's dead letters, without Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from corkboard import catalogue
from corkboard.errors import UnavailableError
from corkboard.verify import digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.watch import Watcher

ROWS = 16_384
HINT = "run 'corkboard trace' to look at one post, or begin anew with 'corkboard reset'"
PLACE = ("topic", "partition", "offset", "source", "reason")
STREAM_PLACE = ("stream", "epoch", "shard", "sequence_number", "reason")
DUPLICATES = "corkboard.duplicates"


class CleanTable:
    """One feed's clean table.

    Args:
        settings: Where it is.
        feed: The feed.
        name: The table: the batch's, or the one that the streaming job keeps.
        job: The command that writes it.

    Attributes:
        keeps_all: Whether a key has a row for each of its records, as ``--duplicates keep`` makes it.
        exists: Whether there is such a table.
        problem: Why it cannot be compared: missing, or not the agreed columns. Empty when it can.

    Raises:
        UnavailableError: The table is there and cannot be read; from every method.
    """

    def __init__(self, settings: Settings, feed: Feed, name: str, *, job: str) -> None:
        self._feed = feed
        self._name = name
        self._job = job
        self._where = settings.clean_table(name)
        opened = _open(settings, name)
        self.exists = opened is not None
        self._dataset = _dataset(opened, self._where)
        self.keeps_all = opened is not None and opened.metadata().configuration.get(DUPLICATES) == "keep"
        self.problem = self._find_problem()

    def read_rows(self, watcher: Watcher) -> Iterator[tuple[int | None, int]]:
        """Yield each row's key and ``digests.of_row``; nothing when there is a problem."""
        if self._dataset is None or self.problem:
            return
        advance = watcher.begin(f"clean {self._name}", self._dataset.count_rows())
        for batch in self._batches(None):
            for row in _plain_rows(batch):
                yield row[0], digests.of_row(row)
            advance(batch.num_rows)

    def rows_of(self, keys: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return the rows that have these keys, in the order of ``Feed.clean_columns``."""
        wanted = ds.field(catalogue.CLEAN_KEY).isin(list(keys))
        return [row for batch in self._batches(wanted) for row in _plain_rows(batch)]

    def _batches(self, wanted: ds.Expression | None) -> Iterator[pa.RecordBatch]:
        if self._dataset is None or self.problem:
            return
        try:
            yield from self._dataset.to_batches(
                columns=list(self._feed.clean_columns),
                filter=wanted,
                batch_size=ROWS,
                batch_readahead=2,
                fragment_readahead=1,
            )
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self._where, error) from error

    def _find_problem(self) -> str:
        if self._dataset is None:
            return f"there is no clean table {self._name}: run 'corkboard {self._job}'"
        missing = [name for name in self._feed.clean_columns if name not in self._dataset.schema.names]
        return f"the clean table {self._name} lacks {', '.join(missing)}" if missing else ""


def read_dead_letters(settings: Settings, feed: Feed) -> list[dict[str, Any]]:
    """Return the batch's dead letters of one feed, each with the columns ``PLACE``."""
    return _letters(settings, catalogue.DEAD_LETTERS, PLACE, feed)


def read_stream_dead_letters(settings: Settings, feed: Feed) -> list[dict[str, Any]]:
    """Return the streaming job's dead letters of one feed, each with the columns ``STREAM_PLACE``."""
    return _letters(settings, catalogue.STREAM_DEAD_LETTERS, STREAM_PLACE, feed)


def _letters(settings: Settings, name: str, columns: tuple[str, ...], feed: Feed) -> list[dict[str, Any]]:
    where = settings.clean_table(name)
    dataset = _dataset(_open(settings, name), where)
    if dataset is None:
        return []
    try:
        table = dataset.to_table(columns=list(columns), filter=ds.field("feed") == feed.name)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(where, error) from error
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _open(settings: Settings, name: str) -> DeltaTable | None:
    """Return a Delta table, or none when there is no such table."""
    where = settings.clean_table(name)
    try:
        return DeltaTable(where, storage_options=settings.storage_options())
    except TableNotFoundError:
        return None
    except (OSError, DeltaError) as error:
        raise _unreadable(where, error) from error


def _dataset(table: DeltaTable | None, where: str) -> ds.Dataset | None:
    """Return what a table's rows are read from; none when there is no table."""
    if table is None:
        return None
    try:
        return table.to_pyarrow_dataset()
    except (OSError, DeltaError, pa.ArrowException) as error:
        raise _unreadable(where, error) from error


def _unreadable(where: str, error: Exception) -> UnavailableError:
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    return UnavailableError(f"the Delta table {where} cannot be read: {words}", service="delta", hint=HINT)


def _plain_rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """Yield rows of Python values; instants as UTC without a zone, as MySQL has them."""
    return zip(*(_plain(column).to_pylist() for column in batch.columns), strict=True)


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column
