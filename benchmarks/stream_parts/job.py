"""``corkboard stream --forever`` on the benchmark's stack, and how far its tables are."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
from measuring.processes import Eyes
from measuring.stack import NAME

from corkboard import catalogue
from corkboard_spark import recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring.processes import Seen
    from measuring.stack import Stack

    from corkboard.settings import Settings

PATIENCE_S = 300


@contextlib.contextmanager
def job(stack: Stack, settings: Settings) -> Iterator[Seen]:
    """Run the job until the block ends; yield what it and all its processes use."""
    command = [sys.executable, "-m", "corkboard", "--home", str(stack.home), "--name", NAME]
    command += ["stream", "--forever", "--json", "--prefix", settings.prefix]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        with Eyes({"job": psutil.Process(process.pid)}) as eyes:
            yield eyes.seen["job"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)


def wait_for_rows(settings: Settings, rows: int) -> bool:
    """Return whether each table came to have so many rows."""
    deadline = time.monotonic() + PATIENCE_S
    while min(recorded.rows_in(settings, feed.streamed) for feed in catalogue.FEEDS) < rows:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
