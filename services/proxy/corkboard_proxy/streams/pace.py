"""How fast single puts become calls, and how long they are repeated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How long what takes, and how much at once.

    Attributes:
        linger_s: How long a record waits for others while a call is on its way.
        calls: Calls on their way to one stream.
        first_pause_s: The longest pause before the first repetition; it doubles each time.
        longest_pause_s: The longest pause.
        margin_s: How long before its time is over a caller is answered rather than a record repeated.
    """

    linger_s: float = 0.005
    calls: int = 8
    first_pause_s: float = 0.05
    longest_pause_s: float = 2.0
    margin_s: float = 1.0


USUAL_PACE = Pace()
