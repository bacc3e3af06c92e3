"""The tables, read as users read them: the read-only account, a page of keys at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import column, func, select, table
from sqlalchemy.exc import DBAPIError

from corkboard import catalogue, clients
from corkboard.errors import CorkboardError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    import sqlalchemy

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings

    Row = tuple[Any, ...]
    Rows = tuple[Row, ...]

ANSWER_S = 10
CLIENT_ERRORS = range(2000, 3000)
PASSING_ERRORS = frozenset({0, 1040, 1053, 1205, 1213})
"""Connection closed, too many connections, shutdown in progress, lock wait, deadlock."""

SEED_HINT = "fill it with `corkboard seed`"


class Source:
    """The three tables, row n of each belonging together.

    Every call opens its own short transaction, so that a call which failed with ``UnavailableError``
    can be made again once the server is back.
    """

    def __init__(self, settings: Settings) -> None:
        section = settings.database
        self.address = f"{section.host}:{section.port}/{section.name}"
        self._engine = clients.database(settings, answer_s=ANSWER_S)

    def count(self) -> int:
        """Return how many rows each table has, their keys being 0 to that number less one.

        Raises:
            UnavailableError: The server does not answer.
            CorkboardError: The tables are empty, of unequal length, or have gaps.
        """
        counts = {feed.table: self._count(feed) for feed in catalogue.FEEDS}
        rows = min(counts.values())
        if rows == 0 or len(set(counts.values())) > 1:
            found = ", ".join(f"{name} {count}" for name, count in counts.items())
            raise CorkboardError(
                f"the tables at {self.address} must be equally long and not empty, and have: {found} rows",
                hint=SEED_HINT,
            )
        return rows

    def rows(self, keys: Sequence[int]) -> list[Rows]:
        """Return one row of each feed for every key, in the order of the keys.

        Raises:
            UnavailableError: The server does not answer.
            CorkboardError: A table lacks a row.
        """
        pages = [self._page(feed, keys) for feed in catalogue.FEEDS]
        return [tuple(page[key] for page in pages) for key in keys]

    def _page(self, feed: Feed, keys: Sequence[int]) -> dict[int, Row]:
        columns: list[sqlalchemy.ColumnClause[Any]] = [column(name) for name in feed.columns]
        wanted = column(feed.key).in_(sorted(set(keys)))
        query = select(*columns).select_from(table(feed.table)).where(wanted)
        place = feed.columns.index(feed.key)
        page = {row[place]: row for row in self._fetch(query)}
        if missing := set(keys) - page.keys():
            raise CorkboardError(f"{feed.table} at {self.address} has no row {min(missing)}", hint=SEED_HINT)
        return page

    def _count(self, feed: Feed) -> int:
        key: sqlalchemy.ColumnClause[int] = column(feed.key)
        query = select(func.count(), func.min(key), func.max(key)).select_from(table(feed.table))
        [(count, lowest, highest)] = self._fetch(query)
        if count and (lowest, highest) != (0, count - 1):
            raise CorkboardError(
                f"{feed.table} at {self.address} has {count} rows with keys {lowest} to {highest}; "
                f"keys 0 to {count - 1} without a gap are needed",
                hint=SEED_HINT,
            )
        return int(count)

    def _fetch(self, query: sqlalchemy.Select[*tuple[Any, ...]]) -> Sequence[Row]:
        try:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(query)]
        except DBAPIError as error:
            raise self._failure(error) from error

    def _failure(self, error: DBAPIError) -> CorkboardError:
        code, *words = getattr(error.orig, "args", None) or (0,)
        text = " ".join(map(str, words)) or type(error.orig).__name__
        if code in CLIENT_ERRORS or code in PASSING_ERRORS:
            return UnavailableError(
                f"MySQL at {self.address} did not answer: {text}",
                service="mysql",
                hint="see what `corkboard status` says about mysql",
            )
        return CorkboardError(f"MySQL at {self.address} refused: {text}", hint="see `corkboard doctor`")

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
