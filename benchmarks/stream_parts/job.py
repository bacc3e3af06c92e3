"""``corkboard stream --forever`` on the benchmark's stack, and when each row was in its table."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pyarrow.parquet as pq
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


def wait_for_rows(settings: Settings, rows: int) -> None:
    """Return when each table has so many rows."""
    deadline = time.monotonic() + PATIENCE_S
    while min(recorded.rows_in(settings, feed.streamed) for feed in catalogue.FEEDS) < rows:
        if time.monotonic() > deadline:
            raise SystemExit(f"{rows} rows were not there after {PATIENCE_S} s")
        time.sleep(0.2)


def latencies(settings: Settings, moments: dict[str, dict[int, float]]) -> list[float]:
    """Return the seconds from each put to the commit that has its row, sorted.

    A commit is there when its entry in the table's log is, whose time the file system keeps.
    """
    waits = []
    for feed in catalogue.FEEDS:
        left = dict(moments[feed.name])
        folder = Path(settings.clean_table(feed.streamed))
        for entry in sorted((folder / "_delta_log").glob("*.json")):
            committed_at = entry.stat().st_mtime
            keys = [key for file in _added(entry, folder) for key in _keys(file)]
            waits += [committed_at - left.pop(key) for key in keys if key in left]
        if left:
            raise SystemExit(f"{len(left)} rows of {feed.streamed} are in no commit")
    return sorted(waits)


def _added(entry: Path, folder: Path) -> list[Path]:
    """Return the files that a commit added with new rows; a compaction's have none."""
    actions = (json.loads(line).get("add") for line in entry.read_text().splitlines())
    return [folder / add["path"] for add in actions if add and add["dataChange"]]


def _keys(file: Path) -> list[int]:
    keys: list[int] = pq.read_table(file, columns=[catalogue.CLEAN_KEY])[0].to_pylist()
    return keys
