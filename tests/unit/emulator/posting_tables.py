"""Tables in memory, and the rows that are in them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

NEW_YEAR = datetime.fromisoformat("2020-01-01")
JOINED_AT = datetime.fromisoformat("2015-10-24 11:23:51")


@dataclass
class Tables:
    """Three tables in memory; ``failures`` are raised first, one a call."""

    failures: deque[Exception] = field(default_factory=deque)
    address: str = "memory"
    biggest: int = 0

    def rows(self, keys: list[int]) -> list[tuple[tuple[object, ...], ...]]:
        """Return the three rows of every key."""
        self.biggest = max(self.biggest, len(keys))
        if self.failures:
            raise self.failures.popleft()
        return [(pin_row(key), geo_row(key), user_row(key)) for key in keys]


def pin_row(key: int) -> tuple[object, ...]:
    """Return a pin with a quote and letters outside ASCII."""
    return (
        key,
        f"id-{key}",
        'A "pin" ✨',
        "text",
        "poster",
        "10k",
        "a,b",
        "image",
        None,
        1,
        "/data/art",
        "art",
    )


def geo_row(key: int) -> tuple[object, ...]:
    """Return a place."""
    return (key, NEW_YEAR + timedelta(seconds=key), -89.9787, -173.293, "Albania")


def user_row(key: int) -> tuple[object, ...]:
    """Return a profile."""
    return (key, "Ada", "Lovelace", 20, JOINED_AT)
