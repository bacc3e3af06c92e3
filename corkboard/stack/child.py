"""Becomes a stand-in's process: notes pid and start time, then replaces itself with the program.

The supervisor runs ``python -m corkboard.stack.child SPEC``. The note lets ``up`` find and end a
process that outlived a killed supervisor; the specification keeps secrets out of arguments.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from corkboard.stack import processes

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKER_WAIT_S = 1


def main() -> None:
    """Read the specification named by the first argument and become that program."""
    spec = json.loads(Path(sys.argv[1]).read_text())
    note = Path(spec["note"])
    drop_stale(note, map(Path, spec["snapshots"]))
    if spec.get("has_workers"):
        end_workers(note)
    note.write_text(json.dumps({"pid": os.getpid(), "started_at": psutil.Process().create_time()}))
    os.chdir(spec["folder"])
    os.execvpe(spec["command"][0], spec["command"], spec["environment"])  # noqa: S606 - no shell is wanted


def drop_stale(note: Path, snapshots: Iterable[Path]) -> None:
    """Remove each snapshot that the last process did not write, because it was killed.

    Args:
        note: Written when the last process started.
        snapshots: Older ones tell of the time before it.
    """
    for snapshot in snapshots:
        with contextlib.suppress(FileNotFoundError):
            if snapshot.stat().st_mtime_ns < note.stat().st_mtime_ns:
                snapshot.unlink()


def end_workers(note: Path) -> None:
    """End the workers that the last process has left without anything to do, because it was killed.

    Args:
        note: Written when the last process started; as the supervisor's child that one led a group.
    """
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        processes.end(processes.left_idle(json.loads(note.read_text())["pid"]), wait_s=WORKER_WAIT_S)


if __name__ == "__main__":
    main()
