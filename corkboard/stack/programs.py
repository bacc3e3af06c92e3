"""Runs the programs of an installation, and ends them, with their children, when it is given up."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from corkboard.errors import PartError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AGAIN = "run 'corkboard setup' again"
LAST_LINES = 5


class Programs:
    """The programs that run now, in whichever thread."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._turn = threading.Lock()
        self._is_over = False

    @contextmanager
    def ended_on_failure(self) -> Iterator[None]:
        """End every program as soon as the block fails or is interrupted."""
        try:
            yield
        except BaseException:
            self._stop()
            raise

    def run(
        self, command: list[str], *, part: str, timeout_s: int, environment: Mapping[str, str] | None = None
    ) -> None:
        """Run a step of the installation; its last lines become the error's reason.

        Raises:
            PartError: It failed, took too long, or was ended with the others.
        """
        child = self._start(command, part, environment)
        try:
            out, errors = child.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise PartError(f"{part}: not made within {timeout_s} s", part=part, hint=AGAIN) from error
        finally:
            self._end(child)
        if child.returncode:
            reason = "\n".join((errors or out).strip().splitlines()[-LAST_LINES:])
            raise PartError(f"{part} could not be made:\n{reason}", part=part, hint=AGAIN)

    def _start(
        self, command: list[str], part: str, environment: Mapping[str, str] | None
    ) -> subprocess.Popen[str]:
        with self._turn:
            if self._is_over:
                raise PartError(f"{part}: given up", part=part, hint=AGAIN)
            pipe = subprocess.PIPE
            child = subprocess.Popen(
                command, stdout=pipe, stderr=pipe, text=True, start_new_session=True, env=environment
            )
            self._running.add(child)
            return child

    def _end(self, child: subprocess.Popen[str]) -> None:
        with self._turn:
            self._running.discard(child)
        if child.returncode is None:
            _kill(child)
            child.wait()

    def _stop(self) -> None:
        with self._turn:
            self._is_over = True
            for child in self._running:
                _kill(child)


def _kill(child: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
