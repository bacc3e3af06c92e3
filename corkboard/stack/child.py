"""Becomes a stand-in's process: notes pid and start time, then replaces itself with the program.

The supervisor runs ``python -m corkboard.stack.child SPEC``. The note lets ``up`` find and end a
process that outlived a killed supervisor; the specification keeps secrets out of arguments.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil


def main() -> None:
    """Read the specification named by the first argument and become that program."""
    spec = json.loads(Path(sys.argv[1]).read_text())
    note = {"pid": os.getpid(), "started_at": psutil.Process().create_time()}
    Path(spec["note"]).write_text(json.dumps(note))
    os.chdir(spec["folder"])
    os.execvpe(spec["command"][0], spec["command"], spec["environment"])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
