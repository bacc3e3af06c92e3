"""Each category's block of rows, and the row with which every demo starts."""

from __future__ import annotations

import random
from itertools import pairwise

from corkboard.catalogue import DEFAULT_ROWS

BROKEN_KEY = 7528
COURSE_SEED = 100
COURSE_LAST_KEY = 11_000
STARTS = {
    "art": 0,
    "beauty": 894,
    "christmas": 1640,
    "diy-and-crafts": 2637,
    "education": 3467,
    "event-planning": 4331,
    "finance": 5078,
    "home-decor": 5864,
    "mens-fashion": 6726,
    "quotes": 7577,
    "tattoos": 8486,
    "travel": 9459,
    "vehicles": 10_315,
}


def blocks(rows: int) -> dict[str, range]:
    """Return each category's keys; together they are ``range(rows)``, in alphabetical order."""
    edges = [start * rows // DEFAULT_ROWS for start in (*STARTS.values(), DEFAULT_ROWS)]
    return {name: range(*edge) for name, edge in zip(STARTS, pairwise(edges), strict=True)}


def first_drawn(rows: int) -> int:
    """Return the key that the course's scripts draw first.

    They seed with 100, draw once for the pause and then the key, from 0 to 11,000: 7528.
    A smaller table is drawn from its own keys.
    """
    rng = random.Random(COURSE_SEED)  # noqa: S311 - the course's own draw, repeated
    rng.randrange(0, 2)
    return rng.randint(0, min(COURSE_LAST_KEY, rows - 1))


def broken_keys(rows: int) -> set[int]:
    """Return the keys that must be broken rows, so that a demo begins with dirty data."""
    return {first_drawn(rows)} | ({BROKEN_KEY} if rows > BROKEN_KEY else set())
