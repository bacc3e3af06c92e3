"""A stack that exists for one benchmark, on free ports, in a folder that goes with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from corkboard import settings
from corkboard.stack.processes import noted
from measuring.processes import Eyes, Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings

NAME = "bench"
STAND_INS = ("mysql", "kafka", "connect", "aws", "proxy")
COMMAND_TIMEOUT_S = 3600


@dataclass(frozen=True, slots=True)
class Ran:
    """One command: what it printed, how long it took, and what each process used meanwhile."""

    output: str
    seconds: float
    seen: dict[str, Seen]


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack.

    Attributes:
        home: Its folder.
        up_s: How long its start took, in seconds.
    """

    home: Path
    up_s: float = 0.0

    def settings(self) -> Settings:
        """Return its settings as they are now."""
        return settings.load({"name": NAME, "home": self.home})

    def process(self, stand_in: str) -> psutil.Process | None:
        """Return a stand-in's process."""
        return noted(self.home / ".corkboard" / NAME / "conf" / f"{stand_in}.pid.json")

    def run(self, *arguments: str) -> Ran:
        """Run a command of ours and watch it and the stand-ins; the benchmark ends if it fails."""
        command = [sys.executable, "-m", "corkboard", "--home", str(self.home), "--name", NAME, *arguments]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
            roots = {name: self.process(name) for name in STAND_INS}
            with Eyes({**roots, "command": psutil.Process(child.pid)}) as eyes:
                output, errors = child.communicate(timeout=COMMAND_TIMEOUT_S)
        seconds = time.perf_counter() - began
        if child.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{output}\n{errors}")
        return Ran(output, seconds, eyes.seen)


@contextlib.contextmanager
def own_stack(*up: str, **variables: str) -> Iterator[Stack]:
    """Yield a running stack; ``variables`` are settings, such as ``KAFKA__PARTITIONS="3"``."""
    os.environ.update({f"CORKBOARD_{key}": value for key, value in variables.items()})
    with tempfile.TemporaryDirectory(prefix="corkboard-bench-") as folder:
        stack = Stack(Path(folder))
        try:
            yield replace(stack, up_s=stack.run("up", *up).seconds)
        finally:
            stack.run("destroy", "--yes")
