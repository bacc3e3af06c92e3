"""A folder for what Java and Spark write and forget: shuffles, spilled rows, unpacked libraries.

A program that is killed leaves its folder. The next one removes it, so that disks do not fill up.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK = ".lock"
JAVA_OPTIONS = "spark.driver.extraJavaOptions"
_HELD: list[IO[str]] = []


def folder_in(state_dir: Path) -> Path:
    """Return where Spark programs have their folders in a stack's."""
    return state_dir / "scratch" / "spark"


def take(parent: Path) -> Path:
    """Return a new folder that is this process's until it ends, after removing those of ended processes.

    Whether a process lives is asked of the lock that it holds: a process number means nothing to another
    container on the same volume.

    Args:
        parent: The stack's folder of such folders; it is made.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / LOCK).open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        for other in parent.iterdir():
            if other.is_dir() and _is_left(other):
                shutil.rmtree(other, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(dir=parent, prefix="spark-"))
        held = (folder / LOCK).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
        _HELD.append(held)
    return folder


def confine(conf: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the configuration with Spark's and Java's own files kept in the folder."""
    java = f'{conf.get(JAVA_OPTIONS, "")} "-Djava.io.tmpdir={folder}"'
    return {**conf, "spark.local.dir": str(folder), JAVA_OPTIONS: java.strip()}


def _is_left(folder: Path) -> bool:
    """Say whether nobody holds the folder's lock."""
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
