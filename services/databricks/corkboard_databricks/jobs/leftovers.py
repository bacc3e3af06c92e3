"""Processes of tries that outlived the Jobs API that began them."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

import psutil

from corkboard.logs import logger

if TYPE_CHECKING:
    from corkboard_databricks.jobs.states import Attempt

SAME_S = 0.05
GONE_S = 5
log = logger("jobs")


def end(attempt: Attempt) -> None:
    """End a try's process and what it started, if it still lives; another one with its number is let be."""
    if not attempt.pid:
        return
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
        process = psutil.Process(attempt.pid)
        if abs(process.create_time() - attempt.pid_started_at) < SAME_S:
            os.killpg(attempt.pid, signal.SIGKILL)
            try:
                process.wait(GONE_S)
            except psutil.TimeoutExpired:
                log.warning("leftover.stays", pid=attempt.pid, run=attempt.run_id)
