"""Two targets' clean tables beside each other, row by row: the same posts must have become the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corkboard import catalogue
from corkboard.errors import VerifyError
from corkboard.verify.delta import CleanTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.check import Path
    from corkboard.verify.watch import Watcher

MOST_FINDINGS = 5
Rows = dict[int | None, list[int]]  # the digests of the rows that have a key


class Difference(msgspec.Struct, frozen=True):
    """A key whose rows are not the same; ``detail`` says how."""

    table: str
    key: int | None
    detail: str


class Compared(msgspec.Struct, frozen=True):
    """One table of both targets.

    Attributes:
        table: Its name.
        rows: How many rows each target has.
        differing: How many keys have other rows.
        first: The first of them, by key.
        problem: Why it could not be compared; empty when it could.
    """

    table: str
    rows: tuple[int, int]
    differing: int
    first: list[Difference]
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether both have the same rows."""
        return not self.differing and not self.problem


def compare(
    one: Settings, other: Settings, names: tuple[str, str], watcher: Watcher, *, path: Path = "both"
) -> list[Compared]:
    """Return each clean table that at least one target has.

    Args:
        one: The first target's settings.
        other: The second's.
        names: What to call them in findings.
        watcher: Told how far the reading is.
        path: The batch's tables, the streaming job's, or both.

    Raises:
        VerifyError: Neither target has any.
        UnavailableError: A table is there and cannot be read.
    """
    found = []
    for feed, table, job in _tables(path):
        sides = [CleanTable(settings, feed, table, job=job) for settings in (one, other)]
        if any(side.exists for side in sides):
            found.append(_compared(feed, table, sides, names, watcher))
    if not found:
        raise VerifyError(
            f"neither {names[0]} nor {names[1]} has a clean table",
            hint="post the same rows to both, then run 'corkboard batch' or 'corkboard stream' on each",
        )
    return found


def _tables(path: Path) -> Iterator[tuple[Feed, str, str]]:
    for feed in catalogue.FEEDS:
        if path != "stream":
            yield feed, feed.clean, "batch"
        if path != "batch":
            yield feed, feed.streamed, "stream"


def _compared(
    feed: Feed, table: str, sides: list[CleanTable], names: tuple[str, str], watcher: Watcher
) -> Compared:
    problems = [f"{name}: {side.problem}" for name, side in zip(names, sides, strict=True) if side.problem]
    if problems:
        return Compared(table, (0, 0), 0, [], "; ".join(problems))
    left, right = (_rows(side, watcher) for side in sides)
    keys = sorted(
        (key for key in left.keys() | right.keys() if left.get(key) != right.get(key)),
        key=lambda key: (key is not None, key or 0),
    )
    first = keys[:MOST_FINDINGS]
    details = [Difference(table, key, _detail(feed, key, sides, names)) for key in first]
    return Compared(table, (_count(left), _count(right)), len(keys), details)


def _rows(side: CleanTable, watcher: Watcher) -> Rows:
    found: Rows = {}
    for key, digest in side.read_rows(watcher):
        found.setdefault(key, []).append(digest)
    for digests in found.values():
        digests.sort()
    return found


def _count(rows: Rows) -> int:
    return sum(map(len, rows.values()))


def _detail(feed: Feed, key: int | None, sides: list[CleanTable], names: tuple[str, str]) -> str:
    """Return how a key's rows differ: missing, another number of rows, or the first other column."""
    if key is None:
        return "rows without a key differ"
    left, right = (side.rows_of([key]) for side in sides)
    if not left or not right:
        return f"only in {names[0] if left else names[1]}"
    if len(left) != len(right):
        return f"{len(left)} rows in {names[0]}, {len(right)} in {names[1]}"
    for one, other in zip(sorted(left, key=repr), sorted(right, key=repr), strict=True):
        for column, mine, yours in zip(feed.clean_columns, one, other, strict=True):
            if mine != yours:
                return f"{column} is {mine!r} in {names[0]}, {yours!r} in {names[1]}"
    return "differs"
