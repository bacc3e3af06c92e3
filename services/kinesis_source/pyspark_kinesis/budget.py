"""How much one trigger may still fetch, shared by the threads that fetch."""

from __future__ import annotations

import threading
from math import ceil


class Budget:
    """Rows and bytes that are handed out until they are used up.

    Args:
        rows: How many records; 0 for no limit, which is kept exactly.
        size_bytes: How much data; 0 for no limit, which the last pages may pass.
        sharers: How many shards there are, so that each is granted some of the rows.
    """

    def __init__(self, *, rows: int = 0, size_bytes: int = 0, sharers: int = 1) -> None:
        self._has_rows, self._has_bytes = rows > 0, size_bytes > 0
        self._rows, self._bytes = rows, size_bytes
        self._sharers = max(1, sharers)
        self._lock = threading.Lock()

    def grant(self, wanted: int, mean_bytes: float = 0) -> int:
        """Return how many records may be asked for, and set them aside; 0 when nothing is left.

        Args:
            wanted: The most that are wanted.
            mean_bytes: The size of a record; 0 when it is not known.
        """
        with self._lock:
            if self._has_bytes and self._bytes <= 0:
                return 0
            if self._has_bytes and mean_bytes:
                wanted = min(wanted, ceil(self._bytes / mean_bytes))
            if not self._has_rows:
                return wanted
            granted = min(wanted, ceil(self._rows / self._sharers))
            self._rows -= granted
            return granted

    def settle(self, granted: int, *, rows: int, size_bytes: int) -> None:
        """Say what came of a grant; what was not used goes back."""
        with self._lock:
            self._bytes -= size_bytes
            if self._has_rows:
                self._rows += granted - rows
