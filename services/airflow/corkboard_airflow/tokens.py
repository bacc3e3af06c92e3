"""Tokens that hold for a minute, as MWAA's do; a web token logs in once."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LIFE_S = 60.0
BYTES = 48


class Tokens:
    """What was given out and has not expired.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}

    def make(self) -> str:
        """Return a new token."""
        self._forget()
        token = secrets.token_urlsafe(BYTES)
        self._ends[token] = self._clock() + LIFE_S
        return token

    def holds(self, token: str) -> bool:
        """Say whether a token was given out here and has not expired."""
        self._forget()
        return token in self._ends

    def take(self, token: str) -> bool:
        """Say the same, and let it hold no longer."""
        self._forget()
        return self._ends.pop(token, None) is not None

    def _forget(self) -> None:
        now = self._clock()
        self._ends = {token: end for token, end in self._ends.items() if end > now}
