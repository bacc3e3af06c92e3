"""What a load has to do, decided from the tables that exist: a comment says who made one, and from what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corkboard.catalogue import FEEDS
from corkboard.errors import RefusedError
from corkboard_database.rows import GENERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

OURS = "corkboard "
STAGED = "__loading"
TABLES = tuple(feed.table for feed in FEEDS)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a data set is made from; as text it is the comment of its tables."""

    rows: int
    seed: int
    generator: int = GENERATOR

    def __str__(self) -> str:
        return f"{OURS}seed={self.seed} rows={self.rows} generator={self.generator}"


@dataclass(frozen=True, slots=True)
class Found:
    """A table that exists, with its comment and its number of rows."""

    comment: str
    rows: int

    @property
    def is_ours(self) -> bool:
        """Whether a load of ours made it."""
        return self.comment.startswith(OURS)

    @property
    def seed(self) -> int | None:
        """What its rows were made from, if it is ours."""
        match = re.match(rf"{OURS}seed=(-?\d+) ", self.comment)
        return int(match[1]) if match else None


Existing = Literal["compare", "keep", "renew", "replace"]


def decide(
    found: Mapping[str, Found], mark: Mark, *, existing: Existing = "compare"
) -> Literal["keep", "load"]:
    """Return whether the tables can stay as they are or have to be made.

    Args:
        found: The tables that exist, by name; staged ones too.
        mark: What is wanted.
        existing: What becomes of tables that exist: ``compare`` replaces ours when they are of another
            data set, ``keep`` leaves all three alone whoever made them, ``renew`` replaces ours whatever
            rows they hold by now, ``replace`` replaces any.

    Raises:
        RefusedError: Somebody else made one of the tables, and they are to be compared or renewed.
    """
    if existing == "replace":
        return "load"
    if existing == "keep" and all(table in found for table in TABLES):
        return "keep"
    if foreign := [name for name, table in found.items() if not table.is_ours]:
        raise RefusedError(
            f"not made by corkboard, so not replaced: {', '.join(foreign)}",
            hint="name another database in database.name, or replace them: corkboard seed --force",
        )
    if existing == "renew":
        return "load"
    wanted = Found(str(mark), mark.rows)
    return "keep" if all(found.get(table) == wanted for table in TABLES) else "load"
