"""Processes by pid and start time, so that a reused pid is never taken for ours."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from typing import TYPE_CHECKING

import psutil

from corkboard.errors import PreflightError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CLOCK_TOLERANCE_S = 2.0
SHOWN_CHARACTERS = 800


def noted(note: Path) -> psutil.Process | None:
    """Return the living process that a note names, or ``None``."""
    try:
        content = json.loads(note.read_text())
        process = psutil.Process(content["pid"])
        is_same = abs(process.create_time() - content["started_at"]) < CLOCK_TOLERANCE_S
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
    return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and all its descendants."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def of_session(leader: int) -> list[psutil.Process]:
    """Return the processes of the session that a process began, whether it still lives or not.

    A number that names a session is given to no new process.
    """
    return [process for process in psutil.process_iter() if _session(process.pid) == leader]


def left_idle(leader: int) -> list[psutil.Process]:
    """Return the workers that a killed process has left behind and that have nothing to do.

    Those are in the group that it led and in this session, were its own children, and have none.
    """
    if psutil.pid_exists(leader):
        return []  # it lives, or its number is another's
    group = [
        one
        for one in psutil.process_iter()
        if _group(one.pid) == leader and _session(one.pid) == os.getsid(0)
    ]
    members = {one.pid for one in group}
    return [one for one in group if len(family(one)) == 1 and _parent(one) not in members]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:  # it has ended
        return 0


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:  # it has ended, or is another person's
        return 0


def end(processes: list[psutil.Process], *, wait_s: float) -> None:
    """Ask processes to end, wait, then kill those that did not."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=wait_s)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def finish(command: Sequence[str], *, what: str, timeout_s: float) -> None:
    """Run a program that prepares something and ends.

    Raises:
        PreflightError: It failed; carries its last words.
        WaitTimeoutError: It took too long.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise WaitTimeoutError(what, waited_s=timeout_s, last=f"{command[0]} goes on") from error
    if done.returncode:
        raise PreflightError(f"{what} could not be made:\n{(done.stdout + done.stderr)[-SHOWN_CHARACTERS:]}")


def resident_bytes(process: psutil.Process) -> int:
    """Return the resident memory of a process and its descendants."""
    total = 0
    for member in family(process):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += member.memory_info().rss
    return total


def wait_gone(pid: int, *, timeout_s: float) -> None:
    """Wait until a process has ended."""
    with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
        psutil.Process(pid).wait(timeout=timeout_s)
