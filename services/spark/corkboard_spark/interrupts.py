"""Ctrl-C in a program whose main thread waits for Spark."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType


def end_at_once() -> None:
    """Let Ctrl-C end the program without asking Spark first; call it when the session is there.

    Spark's own handler cancels its jobs through the connection on which the main thread is just waiting for
    an answer; that fails, in many lines. The JVM sees that the program has gone, and ends with its jobs.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    logging.disable()  # the call that is cut off would be reported with its traceback
    raise KeyboardInterrupt
