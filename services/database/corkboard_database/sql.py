"""The statements of a load, as text: nothing here talks to a server."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard.catalogue import Feed
    from corkboard_database.rows import Row, Value

_CREATE = re.compile(r"create table (\w+) (.*?);", re.DOTALL)


def quoted(identifier: str) -> str:
    """Return a name in backticks, whatever it is made of."""
    return "`" + identifier.replace("`", "``") + "`"


def literal(value: Value) -> str:
    """Return a value in quotes, for a session in which a backslash escapes; a missing one as null."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
    return "null" if value is None else f"'{value}'"


def qualified(database: str, table: str) -> str:
    """Return a table's full name."""
    return f"{quoted(database)}.{quoted(table)}"


def create(feed: Feed, name: str, comment: str) -> str:
    """Return the statement that creates a feed's table under a qualified name, with a comment."""
    schema = (resources.files(__package__) / "schema.sql").read_text(encoding="utf-8")
    definition = dict(_CREATE.findall(schema))[feed.table]
    return f"create table {name} {definition} comment = {literal(comment)}"


def insert(name: str, rows: Iterable[Row]) -> str:
    """Return one statement that inserts ``rows``, which are whole and in column order."""
    return f"insert into {name} values {','.join(map(_values, rows))}"  # noqa: S608 - quoted


def _values(row: Row) -> str:
    """Return a row as SQL writes it; without a call for each value, half as fast again."""
    if None in row:
        return f"({','.join(map(literal, row))})"
    texts = [
        value.replace("\\", "\\\\").replace("'", "''") if type(value) is str else str(value) for value in row
    ]
    return "('" + "','".join(texts) + "')"


def swap(database: str, tables: Iterable[str], *, existing: Iterable[str], suffix: str) -> str:
    """Return the statement that puts each ``<table><suffix>`` in its table's place, all in one step.

    A table that exists takes the name with the suffix.
    """
    parts = []
    old = set(existing)
    for table in tables:
        final, staged = qualified(database, table), qualified(database, table + suffix)
        away = qualified(database, f"{table}{suffix}_old")
        parts += [f"{final} to {away}"] if table in old else []
        parts += [f"{staged} to {final}"]
        parts += [f"{away} to {staged}"] if table in old else []
    return f"rename table {', '.join(parts)}"
