"""Starts and ends the programs under test; each writes to a log of its own, whose end explains a failure."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOG_END_BYTES = 3000
SMALL_JVM = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true")


class Process:
    """A running program."""

    def __init__(self, command: list[str], *, log: Path, environ: dict[str, str] | None = None) -> None:
        self.log = log
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with log.open("ab") as out:
            self._child = subprocess.Popen(
                command, stdout=out, stderr=out, env=kept | (environ or {}), start_new_session=True
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._child.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would, and wait until it is gone."""
        self._child.kill()
        self._child.wait(10)

    def stop(self) -> None:
        """Ask it to end; kill it after 15 s. A stopped one is woken first, a dead one is left alone."""
        if self._child.poll() is None:
            self.signal(signal.SIGCONT)
            self._child.terminate()
            try:
                self._child.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def is_running(self) -> bool:
        """Say whether it has not ended."""
        return self._child.poll() is None

    def log_end(self) -> str:
        """Return the last lines of its log."""
        return self.log.read_bytes()[-LOG_END_BYTES:].decode(errors="replace")


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(
    done: Callable[[], Any], what: str, *, timeout_s: float = 30, state: Callable[[], Any] = lambda: ""
) -> Any:
    """Return ``done()`` once it is true; fail with the state and the last error after ``timeout_s``."""
    end = time.monotonic() + timeout_s
    last: object = None
    while time.monotonic() < end:
        try:
            if result := done():
                return result
        except AssertionError:
            raise
        except Exception as error:  # noqa: BLE001 - each client has its own way to say "not yet"
            last = error
        time.sleep(0.05)
    raise AssertionError(f"not within {timeout_s} s: {what}; last error: {last}; state: {state()}")
