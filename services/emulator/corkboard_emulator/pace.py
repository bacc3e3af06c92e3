"""How long to wait: before the next post, and before a post is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from random import Random

    from corkboard_emulator.order import Draw

CATCH_UP_S = 0.1
FIRST_BACKOFF_S = 0.1
LONGEST_BACKOFF_S = 2.0


class Pace(Protocol):
    """Says how many seconds remain until a post may begin."""

    def wait_s(self, draw: Draw, now: float) -> float:
        """Return the seconds to wait, 0 or less for none; each post is asked about once, in order."""


class Unpaced:
    """As fast as the gateway answers."""

    def wait_s(self, draw: Draw, now: float) -> float:  # noqa: ARG002 - a Pace
        """Return 0."""
        return 0.0


class Human:
    """As the course's scripts: each post after a pause of 0 or 1 second, drawn with its row."""

    def wait_s(self, draw: Draw, now: float) -> float:  # noqa: ARG002 - a Pace
        """Return the pause that was drawn."""
        return draw.pause_s


class Steady:
    """``rate`` posts a second at even distances; after a hold-up, no burst beyond 0.1 s of posts."""

    def __init__(self, rate: float) -> None:
        self._interval_s = 1 / rate
        self._due: float | None = None

    def wait_s(self, draw: Draw, now: float) -> float:  # noqa: ARG002 - a Pace
        """Return the time left until the post is due."""
        due = now if self._due is None else max(self._due + self._interval_s, now - CATCH_UP_S)
        self._due = due
        return due - now


class Patience:
    """How long to wait before a failed post is tried again, until it has failed for too long."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._tries = 0
        self._since: float | None = None

    def succeeded(self) -> None:
        """Forget the failures."""
        self._tries = 0
        self._since = None

    def failing_s(self, now: float) -> float:
        """Return for how long every try has failed."""
        return 0.0 if self._since is None else now - self._since

    def wait_s(self, now: float, limit_s: float) -> float | None:
        """Return the wait after one more failure; ``None`` once it has failed for ``limit_s``.

        The wait doubles from 0.1 s to 2 s, up to half of it by chance.
        """
        self._tries += 1
        self._since = now if self._since is None else self._since
        left_s = limit_s - self.failing_s(now)
        if left_s <= 0:
            return None
        longest = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2.0 ** min(self._tries - 1, 10))
        return min(longest * self._rng.uniform(0.5, 1), left_s)
