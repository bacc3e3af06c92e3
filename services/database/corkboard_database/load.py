"""The edge to MySQL: look, create, fill, and put in place.

Walk: one session holds a lock, so two loads cannot mix. The rows go into staged tables beside the real ones,
and one RENAME puts all three in place: a reader sees the old tables or the new ones, and a load that was
killed leaves nothing but staged tables, which the next one drops.
"""

from __future__ import annotations

import dataclasses
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corkboard import clients, logs
from corkboard.catalogue import FEEDS
from corkboard.errors import UnavailableError, WaitTimeoutError
from corkboard_database import sql
from corkboard_database.plan import STAGED, TABLES, Existing, Found, Mark, decide
from corkboard_database.rows import Rows, generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from corkboard.settings import Settings

BATCH_ROWS = 2000  # about 1.2 MB a statement, far below every server's max_allowed_packet
LOCK_WAIT_S = 60

log = logs.logger("database")


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did.

    Attributes:
        database: The database's name.
        rows: Rows in each table.
        seed: What they are made from; none if somebody else made them.
        loaded: False if they were there already.
        seconds: How long it took.
    """

    database: str
    rows: int
    seed: int | None
    loaded: bool
    seconds: float


def load(
    settings: Settings,
    mark: Mark,
    *,
    existing: Existing = "compare",
    report: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Make the settings' database hold the data set ``mark``; done already, it changes nothing.

    Args:
        settings: Where the server is, and the administrator's account.
        mark: The data set.
        existing: What becomes of tables that exist, see ``plan.decide``.
        report: Is called with the number of rows after each batch.

    Raises:
        RefusedError: The tables were made by somebody else, and are to be compared.
        UnavailableError: The server did not answer, or refused.
        WaitTimeoutError: Another load has gone on for a minute.
    """
    started = time.perf_counter()
    database = settings.database.name
    with _session(settings) as session:
        session.exec_driver_sql(
            f"create database if not exists {sql.quoted(database)} default character set utf8mb4"
        )
        found = _found(session, database)
        decision = decide(found, mark, existing=existing)
        if decision == "load":
            _stage(session, database, mark, report)
            present = [table for table in TABLES if table in found]
            session.exec_driver_sql(sql.swap(database, TABLES, existing=present, suffix=STAGED))
            _drop_staged(session, database, TABLES)
        else:
            _drop_staged(session, database, [table for table in TABLES if _is_leftover(found, table)])
    whole = Found(str(mark), mark.rows) if decision == "load" else found[TABLES[0]]
    seconds = time.perf_counter() - started
    outcome = Outcome(database, whole.rows, whole.seed, decision == "load", seconds)
    log.info("tables.loaded" if outcome.loaded else "tables.kept", **dataclasses.asdict(outcome))
    return outcome


def _is_leftover(found: Mapping[str, Found], table: str) -> bool:
    """Whether a load of ours that was killed left a staged table."""
    staged = found.get(table + STAGED)
    return staged is not None and staged.is_ours


@contextmanager
def _session(settings: Settings) -> Iterator[Connection]:
    """Yield the one session that may load into the settings' database, in a known mode."""
    engine = clients.database(settings, admin=True, schema=False)
    try:
        with engine.connect() as connection:
            session = connection.execution_options(no_parameters=True)
            session.exec_driver_sql("set session sql_mode = 'STRICT_ALL_TABLES'")
            _lock(session, settings.database.name)
            yield session
    except DBAPIError as error:
        raise _translated(error, settings) from error
    finally:
        engine.dispose()


def _translated(error: DBAPIError, settings: Settings) -> UnavailableError:
    section = settings.database
    return UnavailableError(
        f"MySQL at {section.host}:{section.port}, as {section.admin_user}: {error.orig}",
        service="mysql",
        hint="start it with `corkboard up`, or set database.host, port, admin_user and admin_password",
    )


def _lock(session: Connection, database: str) -> None:
    """Wait for the right to load into a database; the server takes it back when the session ends."""
    name = f"corkboard.{hashlib.blake2b(database.encode(), digest_size=16).hexdigest()}"
    if not session.execute(
        text("select get_lock(:name, :wait)"), {"name": name, "wait": LOCK_WAIT_S}
    ).scalar():
        raise WaitTimeoutError(
            f"the database {database}",
            waited_s=LOCK_WAIT_S,
            last="another load is under way",
            hint="wait for it to end",
        )


def _found(session: Connection, database: str) -> dict[str, Found]:
    """Return those of the three tables and their staged ones that exist."""
    names = [*TABLES, *(table + STAGED for table in TABLES)]
    query = text(
        "select table_name, table_comment from information_schema.tables"
        " where table_schema = :database and table_name in :names"
    )
    parameters = {"database": database, "names": tuple(names)}
    comments = dict(tuple(row) for row in session.execute(query, parameters))
    return {
        name: Found(comments[name], _count(session, database, name)) for name in names if name in comments
    }


def _count(session: Connection, database: str, table: str) -> int:
    statement = f"select count(*) from {sql.qualified(database, table)}"  # noqa: S608 - quoted
    count: int = session.exec_driver_sql(statement).scalar_one()
    return count


def _stage(session: Connection, database: str, mark: Mark, report: Callable[[int], None]) -> None:
    """Create and fill the staged tables; rows are made while the server takes in the ones before."""
    _drop_staged(session, database, TABLES)
    names = [sql.qualified(database, feed.table + STAGED) for feed in FEEDS]
    for feed, name in zip(FEEDS, names, strict=True):
        session.exec_driver_sql(sql.create(feed, name, str(mark)))
    with ThreadPoolExecutor(max_workers=1) as server:
        pending = server.submit(_send, session, [])
        for batch in _batches(generate(mark.rows, mark.seed)):
            statements = [
                sql.insert(name, rows) for name, rows in zip(names, zip(*batch, strict=True), strict=True)
            ]
            pending.result()
            pending = server.submit(_send, session, statements)
            report(len(batch))
        pending.result()


def _send(session: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        session.exec_driver_sql(statement)
    session.commit()


def _batches(rows: Iterator[Rows]) -> Iterator[list[Rows]]:
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch


def _drop_staged(session: Connection, database: str, tables: Iterable[str]) -> None:
    """Drop what a killed load left, or what the new tables replaced."""
    for table in tables:
        session.exec_driver_sql(f"drop table if exists {sql.qualified(database, table + STAGED)}")
