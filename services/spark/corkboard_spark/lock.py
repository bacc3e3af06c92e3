"""One writer at a time: two batches at once, or two streaming jobs, would write the same records twice."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corkboard.errors import WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def one_writer(folder: Path, kind: str = "batch") -> Iterator[None]:
    """Hold the lock of a kind of job; the operating system lets it go when the process ends, however it ends.

    It holds on this machine. A cluster's scheduler must see to it there, as EMR's does in the deployment: one
    run of the job at a time.

    Args:
        folder: The stack's.
        kind: ``batch`` or ``stream``, which may run side by side: their tables differ.

    Raises:
        WaitTimeoutError: Another job of the kind holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{kind}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WaitTimeoutError(
                "the clean tables", waited_s=0, last=f"another {kind} writes them", hint="wait for it to end"
            ) from error
        yield
