"""Databases of a test's own on the running stack's server, dropped afterwards."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

import pytest

from corkboard import clients
from corkboard_database import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.settings import Settings


class Database(NamedTuple):
    """A database that need not exist yet, and the administrator's way to it."""

    settings: Settings

    @property
    def name(self) -> str:
        """Return its name."""
        return self.settings.database.name

    def run(self, statement: str, *tables: str) -> list[tuple]:
        """Run a statement in a session of its own, and return the rows.

        The first ``{}`` stands for the database, the others for ``tables``; ``:name`` is the name as a string.
        """
        for name in (self.name, *tables):
            statement = statement.replace("{}", sql.quoted(name), 1)
        engine = clients.database(self.settings, admin=True, schema=False)
        with engine.begin() as connection:
            plain = connection.execution_options(no_parameters=True)
            result = plain.exec_driver_sql(statement.replace(":name", sql.literal(self.name)))
            rows = [tuple(row) for row in result] if result.returns_rows else []
        engine.dispose()
        return rows

    def tables(self) -> list[str]:
        """Return the names of its tables."""
        return sorted(name for (name,) in self.run("show tables from {}"))

    def count(self, table: str) -> int:
        """Return the number of a table's rows."""
        return self.run("select count(*) from {}.{}", table)[0][0]

    def overrides(self) -> dict[str, str]:
        """Return the variables that point a process at this database."""
        section = self.settings.database
        return {
            "CORKBOARD_HOME": str(self.settings.home),
            "CORKBOARD_NAME": self.settings.name,
            "CORKBOARD_DATABASE__NAME": section.name,
        }


@pytest.fixture
def database(settings: Settings) -> Iterator[Callable[..., Database]]:
    """Return a factory of databases: ``database()`` has a random name, ``database("a b")`` the given one."""
    made: list[Database] = []

    def make(name: str = "") -> Database:
        chosen = name or f"test_{secrets.token_hex(4)}"
        section = settings.database.model_copy(update={"name": chosen})
        made.append(Database(settings.model_copy(update={"database": section})))
        return made[-1]

    yield make
    for one in made:
        one.run("drop database if exists {}")
