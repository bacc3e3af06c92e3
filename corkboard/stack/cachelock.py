"""One setup at a time changes the shared cache; another waits, and says for whom.

Only the standard library: bootstrap.py holds the lock too, before anything is installed.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from corkboard.errors import WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCK = "setup.lock"
WAIT_S = 1800
PAUSE_S = 0.2


@contextmanager
def held(cache: Path, *, tell: Callable[[str], object], wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the cache's lock; it ends with the process, however that ends.

    Args:
        cache: The shared folder.
        tell: Told once who holds the lock, when that is somebody else.
        wait_s: How long to wait for the other setup, in seconds.

    Raises:
        WaitTimeoutError: The other setup did not end in time.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / LOCK).open("a+") as file:
        if not _is_taken(file):
            tell(f"waiting for another setup that uses {cache}: {_holder(file)}")
            _wait(file, cache, wait_s)
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now(UTC):%H:%M:%S} UTC")
        file.flush()
        yield


def _wait(file: IO[str], cache: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while not _is_taken(file):
        if time.monotonic() > deadline:
            raise WaitTimeoutError(
                f"the cache {cache}",
                waited_s=wait_s,
                last=f"another setup uses it: {_holder(file)}",
                hint="let that setup end, or end it, then run yours again",
            )
        time.sleep(PAUSE_S)


def _is_taken(file: IO[str]) -> bool:
    """Take the lock if it is free, and say whether it is ours."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read() or "it has not said who it is"
