"""Who may run now: so many at once, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque

LOOK_S = 0.2


class Turns:
    """Places for those who run.

    Args:
        count: How many run at once.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._waiting: deque[object] = deque()
        self._change = threading.Condition()

    def is_free(self) -> bool:
        """Whether one who comes now need not wait."""
        with self._change:
            return self._free > 0 and not self._waiting

    def take(self, given_up: threading.Event) -> bool:
        """Wait for a place, and say whether it was had; a place that was had is given back by ``leave``."""
        ticket = object()
        with self._change:
            self._waiting.append(ticket)
            while not (self._free and self._waiting[0] is ticket):
                if given_up.is_set():
                    self._waiting.remove(ticket)
                    self._change.notify_all()
                    return False
                self._change.wait(LOOK_S)
            self._waiting.popleft()
            self._free -= 1
            self._change.notify_all()
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._change:
            self._free += 1
            self._change.notify_all()
