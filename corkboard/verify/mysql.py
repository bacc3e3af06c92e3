"""Reads MySQL's rows and cleans them, for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients
from corkboard.errors import NO_ANSWER, UnavailableError
from corkboard.verify import digests
from corkboard.verify.keys import runs_of
from corkboard.verify.recompute import clean_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.watch import Watcher

LONGEST_RUN = 5_000
Row = dict[str, Any]


def read_rows(settings: Settings, feed: Feed, keys: Iterable[int]) -> Iterator[tuple[int, Row]]:
    """Yield the rows that have these keys, and perhaps others near them.

    Args:
        settings: Where MySQL is.
        feed: The feed.
        keys: Ascending.

    Raises:
        UnavailableError: MySQL did not answer.
    """
    engine = clients.database(settings)
    columns: list[sqlalchemy.ColumnClause[Any]] = [sqlalchemy.column(name) for name in feed.columns]
    rows = sqlalchemy.select(*columns).select_from(sqlalchemy.table(feed.table))
    key: sqlalchemy.ColumnClause[int] = sqlalchemy.column(feed.key)
    try:
        with engine.connect() as connection:
            for run in runs_of(keys, LONGEST_RUN):
                for row in connection.execute(rows.where(key.between(run[0], run[-1]))):
                    named = dict(zip(feed.columns, row, strict=True))
                    yield named[feed.key], named
    except SQLAlchemyError as error:
        where = f"{settings.database.host}:{settings.database.port}"
        words = str(error).splitlines()[0]
        raise UnavailableError(f"mysql at {where}: {words}", service="mysql", hint=NO_ANSWER) from error
    finally:
        engine.dispose()


def read_cleaned(
    settings: Settings, feed: Feed, keys: Iterable[int], watcher: Watcher
) -> Iterator[tuple[int, int]]:
    """Yield each key and ``digests.of_row`` of its row as cleaning makes it."""
    advance = watcher.begin(f"MySQL {feed.table}", None)
    for number, (key, row) in enumerate(read_rows(settings, feed, keys), start=1):
        yield key, digests.of_row(clean_row(feed, row))
        if not number % LONGEST_RUN:
            advance(LONGEST_RUN)
