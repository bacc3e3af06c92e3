"""Files that clients write block by block: each has a number until it is closed."""

from __future__ import annotations

import itertools
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from corkboard_databricks.jobs.errors import ABSENT, ApiError

if TYPE_CHECKING:
    from pathlib import Path

MOST = 100
IDLE_S = 600


class Uploads:
    """The files that are open; the oldest is given up where there are too many."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._numbers = itertools.count(time.time_ns() // 1_000_000)  # of no server before this one
        self._open: OrderedDict[int, tuple[Path, float]] = OrderedDict()

    def begin(self, file: Path) -> int:
        """Return a number for a file."""
        with self._turn:
            handle = next(self._numbers)
            self._open[handle] = file, time.monotonic()
            if len(self._open) > MOST:
                self._open.popitem(last=False)
        return handle

    def file(self, handle: int) -> Path:
        """Return the file of a number.

        Raises:
            ApiError: It was closed, was idle for too long, or never was.
        """
        with self._turn:
            found = self._open.pop(handle, None)
            if found is None or time.monotonic() - found[1] > IDLE_S:
                raise ApiError(ABSENT, f"No stream with handle {handle}: create the file first")
            self._open[handle] = found[0], time.monotonic()
        return found[0]

    def end(self, handle: int) -> None:
        """Close a file.

        Raises:
            ApiError: It is not open.
        """
        self.file(handle)
        with self._turn:
            self._open.pop(handle, None)
