"""Which row is posted when: the table from its first row, or the course's draws."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.ledger import Plan

COURSE_HIGHEST = 11_000


@dataclass(frozen=True, slots=True)
class Draw:
    """One post to be.

    Attributes:
        post: Its number in the run, from 0.
        key: The row that it takes from each table.
        pause_s: How long a person would wait before it: 0 or 1, as in the course's scripts.
    """

    post: int
    key: int
    pause_s: int


def draws(plan: Plan) -> Iterator[Draw]:
    """Return the plan's posts in their order, without end if the plan has none.

    The same plan always gives the same posts: that is what makes a run resumable.
    """
    endless = {"sequential": _sequential, "course": _course}[plan.order](plan.seed, plan.table_rows)
    return itertools.islice(endless, plan.rows)


def course_highest(table_rows: int) -> int:
    """Return the highest key that the course's order draws.

    The course draws ``randint(0, 11000)`` from 11,154 rows; a table without a row 11,000 is drawn from
    as a whole, which gives another sequence.
    """
    return min(COURSE_HIGHEST, table_rows - 1)


def _sequential(seed: int, table_rows: int) -> Iterator[Draw]:
    """Yield the rows by key, from the first again after the last."""
    rng = random.Random(seed)  # noqa: S311 - a person's pauses, not a secret
    for post in itertools.count():
        yield Draw(post, post % table_rows, rng.randrange(0, 2))


def _course(seed: int, table_rows: int) -> Iterator[Draw]:
    """Yield what the course's scripts draw: a pause, then a row, from one generator."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    highest = course_highest(table_rows)
    for post in itertools.count():
        pause_s = rng.randrange(0, 2)
        yield Draw(post, rng.randint(0, highest), pause_s)
