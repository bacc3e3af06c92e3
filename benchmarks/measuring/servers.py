"""Programs that run for one benchmark."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_S = 60
STOP_S = 15
FOLDER = Path(__file__).parents[1]


@contextlib.contextmanager
def run(
    command: list[str], is_ready: Callable[[], bool], log: Path, environment: dict[str, str]
) -> Iterator[int]:
    """Run a program until the block ends; yield its pid once it is ready.

    The programs beside it come first on its path.
    """
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)))
    variables = {**os.environ, "PATH": path, **environment}
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, cwd=FOLDER, env=variables)
    try:
        end = time.monotonic() + START_S
        while not is_ready():
            if child.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{command[:3]} did not start: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def answers(port: int) -> Callable[[], bool]:
    """Return a function that says whether an HTTP server answers on a port."""

    def ask() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/topics", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    return ask
