"""What Databricks' writer of streams has and Spark's has not, in this process only.

``DataStreamWriter.table(name)`` is ``toTable(name)``. And several queries that are given one checkpoint
folder get a folder each below it, named for where they write: on plain Spark they stop one another.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pyspark.sql.streaming.readwriter import DataStreamWriter

from corkboard_databricks.notebook.endings import await_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyspark.sql.streaming.query import StreamingQuery

NOWHERE = "(none)"
LEAVE_S = 30
KEY = "checkpointLocation"
STATED, TARGET, NAME = "_corkboard_checkpoint", "_corkboard_path", "_corkboard_name"


class Started:
    """Knows the queries that a notebook starts, and gives each its folder below the checkpoint it states.

    Args:
        warn: Told once when two queries state the same folder.

    Attributes:
        queries: Each, with the cell that began it.
        cell: The cell that runs: the place of its notebook, and its number.
    """

    def __init__(self, warn: Callable[[str], object]) -> None:
        self.queries: list[tuple[StreamingQuery, tuple[int, int]]] = []
        self.cell = (0, 0)
        self._warn = warn
        self._placed = NOWHERE
        self._checkpoints: dict[StreamingQuery, str] = {}
        self._users: dict[str, set[str]] = {}
        self._has_warned = False

    def leave(self, path: str) -> None:
        """Let the streams whose checkpoint is about to be removed read what there is, and stop them.

        On plain Spark they would fail in the middle of their work.
        """
        bare = _bare(path)
        for query, checkpoint in list(self._checkpoints.items()):
            if query.isActive and f"{_bare(checkpoint)}/".startswith(f"{bare}/"):
                self._warn(f"a stream still runs on the checkpoint {checkpoint}: it is stopped first\n")
                await_queries([query], LEAVE_S)
                query.stop()

    def keep(self, query: StreamingQuery) -> StreamingQuery:
        """Remember a query, and return it."""
        self.queries.append((query, self.cell))
        self._checkpoints[query] = self._placed
        self._placed = NOWHERE
        return query

    def place(self, stated: str, target: str) -> str:
        """Return the folder of the query that writes to a target."""
        stated = stated.rstrip("/")
        users = self._users.setdefault(stated, set())
        users.add(target)
        if len(users) > 1 and not self._has_warned:
            self._has_warned = True
            self._warn(
                f"several streams share the checkpoint {stated}, where they would stop one another: "
                "each has a folder of its own below it\n"
            )
        self._placed = f"{stated}/{re.sub(r'[^0-9A-Za-z_.-]+', '_', target).strip('_')}"
        return self._placed


@contextmanager
def databricks_writer(started: Started) -> Iterator[None]:
    """Have Databricks' writer of streams while the context is open."""
    kind = DataStreamWriter
    kept = {
        name: vars(kind).get(name) for name in ("option", "options", "queryName", "start", "toTable", "table")
    }
    _remember(kind)
    _place(kind, started)
    try:
        yield
    finally:
        for name, method in kept.items():
            if method is None:
                delattr(kind, name)
            else:
                setattr(kind, name, method)


def _remember(kind: Any) -> None:
    """Have the writer remember what it is told: Java's knows, and does not say."""
    option, options, name_it = kind.option, kind.options, kind.queryName

    def remembering_option(self: Any, key: str, value: Any) -> Any:
        _note(self, key, value)
        return option(self, key, value)

    def remembering_options(self: Any, **given: Any) -> Any:
        for key, value in given.items():
            _note(self, key, value)
        return options(self, **given)

    def remembering_name(self: Any, queryName: str) -> Any:  # noqa: N803 - Spark's word
        setattr(self, NAME, queryName)
        return name_it(self, queryName)

    kind.option, kind.options, kind.queryName = remembering_option, remembering_options, remembering_name


def _note(writer: Any, key: str, value: Any) -> None:
    if key.lower() == KEY.lower():
        setattr(writer, STATED, str(value))
    elif key.lower() == "path":
        setattr(writer, TARGET, str(value))


def _place(kind: Any, started: Started) -> None:
    """Have the writer put its checkpoint in its place when it starts."""
    start, to_table = kind.start, kind.toTable

    def settle(writer: Any, target: str) -> None:
        stated = getattr(writer, STATED, None)
        if stated and target:
            writer._jwrite = writer._jwrite.option(KEY, started.place(stated, target))  # noqa: SLF001

    def placed_start(self: Any, path: str | None = None, *args: Any, **options: Any) -> StreamingQuery:
        _note_all(self, options)
        name = options.get("queryName") or getattr(self, NAME, "")
        settle(self, str(path or getattr(self, TARGET, "") or name or ""))
        return started.keep(start(self, path, *args, **options))

    def placed_to_table(self: Any, tableName: str, *args: Any, **options: Any) -> StreamingQuery:  # noqa: N803
        _note_all(self, options)
        settle(self, tableName)
        return started.keep(to_table(self, tableName, *args, **options))

    kind.start, kind.toTable, kind.table = placed_start, placed_to_table, placed_to_table


def _bare(path: str) -> str:
    """Return a path as DBFS has it, without what it may begin and end with."""
    return re.sub(r"^(dbfs:|/dbfs(?=/))/*", "/", path).rstrip("/")


def _note_all(writer: Any, options: dict[str, Any]) -> None:
    """Take a checkpoint out of keyword options, which would go before the one that is set."""
    for key in [key for key in options if key.lower() == KEY.lower()]:
        _note(writer, key, options.pop(key))
