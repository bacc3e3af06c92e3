"""How long Kinesis has given no answer about something, and when to ask again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from pyspark_kinesis.errors import UnreachableError

log = logging.getLogger("pyspark_kinesis")
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0


@dataclass
class Outage:
    """One that goes on.

    Attributes:
        since_s: When it began.
        again_s: When to ask again.
        wait_s: How long the last wait was.
    """

    since_s: float
    again_s: float
    wait_s: float


class Outages:
    """Those that go on, by what was asked for.

    Args:
        limit_s: How long one may go on.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._open: dict[str, Outage] = {}

    def is_waiting(self, place: str, now_s: float) -> bool:
        """Whether it is too early to ask again."""
        return place in self._open and now_s < self._open[place].again_s

    def failed(self, place: str, problem: str, now_s: float) -> float:
        """Take note of a failure; return for how long to wait, in seconds.

        Raises:
            UnreachableError: It has gone on for too long.
        """
        outage = self._open.get(place)
        if outage is None:
            log.warning("kinesis: no answer about %s (%s), asking again", place, problem)
            outage = self._open[place] = Outage(now_s, now_s, FIRST_WAIT_S / 2)
        if now_s - outage.since_s >= self._limit_s:
            raise UnreachableError(place, now_s - outage.since_s, problem)
        outage.wait_s = min(outage.wait_s * 2, LONGEST_WAIT_S)
        outage.again_s = now_s + outage.wait_s
        return outage.wait_s

    def answered(self, place: str, now_s: float) -> None:
        """Take note of an answer."""
        outage = self._open.pop(place, None)
        if outage is not None:
            log.warning("kinesis: %s answers again after %.1f s", place, now_s - outage.since_s)
