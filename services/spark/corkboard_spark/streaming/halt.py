"""How the job is asked to end, and the gate at which a batch that has not begun is turned back."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StoppedError(Exception):
    """The batch was not begun: the next run has it."""


class Gate:
    """Lets one query's batches through until it is closed."""

    def __init__(self) -> None:
        self._is_open = True
        self._busy = threading.Lock()

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Hold the gate for one batch.

        Raises:
            StoppedError: It is closed. Returning instead would tell Spark that the batch is done.
        """
        with self._busy:
            if not self._is_open:
                raise StoppedError
            yield

    def close(self, timeout_s: float) -> bool:
        """Let no batch more through, and say whether the last one was done in time."""
        self._is_open = False
        if not self._busy.acquire(timeout=timeout_s):
            return False
        self._busy.release()
        return True


class Halt:
    """Whether a person or a supervisor has asked for the end.

    Attributes:
        signal: Which signal it was, if one came.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._listens = False
        self.signal: int | None = None

    @property
    def is_interrupt(self) -> bool:
        """Whether it was a person at the keyboard."""
        return self.signal == signal.SIGINT

    def listen(self) -> None:
        """Take signals: the first lets batches end, the second has its usual effect at once."""
        self._listens = True
        self.listen_again()

    def listen_again(self) -> None:
        """Take signals, if they were taken before something else took them."""
        for signum in SIGNALS if self._listens else ():
            signal.signal(signum, self._hear)

    def wait(self, seconds: float) -> bool:
        """Wait, but no longer than until it is asked for; return whether it is."""
        return self._asked.wait(seconds)

    def ask(self) -> None:
        """Ask for the end."""
        self._asked.set()

    def _hear(self, signum: int, frame: FrameType | None) -> None:
        del frame
        self.signal = signum
        self._asked.set()
        for one in SIGNALS:
            signal.signal(one, signal.SIG_DFL)
