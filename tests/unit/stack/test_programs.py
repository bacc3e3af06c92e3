"""The programs of an installation: their errors, and their end."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from corkboard.errors import PartError
from corkboard.stack.programs import Programs

SLEEPING_CHILD = """
import subprocess, sys, pathlib
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
child.wait()
"""
PROMPTLY_S = 5


def test_a_failing_program_is_named_with_its_last_lines():
    """The reason is the program's own."""
    with pytest.raises(PartError, match=r"(?s)thing could not be made:.*no such luck"):
        Programs().run([sys.executable, "-c", "raise SystemExit('no such luck')"], part="thing", timeout_s=30)


def test_a_failure_elsewhere_ends_a_running_program_and_its_children(tmp_path):
    """The person sees the first error now, and nothing goes on writing behind it."""
    programs, seen = Programs(), []
    pid = tmp_path / "pid"

    def run():
        try:
            programs.run([sys.executable, "-c", SLEEPING_CHILD, str(pid)], part="slow", timeout_s=60)
        except PartError as error:
            seen.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    _wait_until(lambda: pid.exists() and pid.read_text())
    with pytest.raises(KeyboardInterrupt), programs.ended_on_failure():
        raise KeyboardInterrupt
    thread.join(PROMPTLY_S)

    assert [error.part for error in seen] == ["slow"]
    _wait_until(lambda: not _runs(int(pid.read_text())))
    with pytest.raises(PartError, match="given up"):
        programs.run(["true"], part="next", timeout_s=1)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = f"/proc/{pid}/stat"
    return not (os.path.exists(stat) and " Z " in open(stat).read())  # noqa: PTH110, PTH123


def _wait_until(is_so, wait_s=PROMPTLY_S):
    deadline = time.monotonic() + wait_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
