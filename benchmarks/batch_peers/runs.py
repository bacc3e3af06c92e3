"""One run of the batch or of its peer, watched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
from measuring.processes import Eyes

from corkboard import catalogue

if TYPE_CHECKING:
    from measuring.stack import Stack

DUCK = Path(__file__).parent / "duck.py"
SQL = Path(__file__).parents[2] / "services" / "spark" / "corkboard_spark" / "sql"
THREADS = 2
TIMEOUT_S = 1800


class Run(NamedTuple):
    """What one run took.

    Attributes:
        wall_s: From the start of the command to its end.
        cpu_s: Its own and its children's processor time.
        peak_mb: Their resident memory at its highest, shared pages shared out.
        store_cpu_s: Processor time of the S3 stand-in meanwhile.
        load: The load average when it began.
        printed: What it printed, which is JSON.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    store_cpu_s: float
    load: float
    printed: dict[str, Any]


def batch(stack: Stack, prefix: str) -> Run:
    """Run ``corkboard batch --report PAGE`` from nothing: no clean tables, no Spark session."""
    for table in (*(feed.clean for feed in catalogue.FEEDS), catalogue.DEAD_LETTERS):
        shutil.rmtree(stack.settings().clean_table(table), ignore_errors=True)
    load = os.getloadavg()[0]
    ran = stack.run("batch", "--prefix", prefix, "--report", str(stack.home / "report.html"), "--json")
    own, store = ran.seen["command"], ran.seen["aws"]
    return Run(ran.seconds, own.cpu_s, own.peak_mb, store.cpu_s, load, json.loads(ran.output))


def duck(python: str, made: Path, out: Path) -> Run:
    """Run DuckDB on the files in ``made``, writing its clean tables to ``out``."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    load, began = os.getloadavg()[0], time.perf_counter()
    command = [python, str(DUCK), str(made), str(out), str(SQL), str(THREADS)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child,
        Eyes({"command": psutil.Process(child.pid)}) as eyes,
    ):
        output, _ = child.communicate(timeout=TIMEOUT_S)
    wall_s = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"DuckDB ended with {child.returncode}")
    seen = eyes.seen["command"]
    return Run(wall_s, seen.cpu_s, seen.peak_mb, 0.0, load, json.loads(output))


def has_duckdb(python: str) -> bool:
    """Whether an interpreter can import DuckDB."""
    return subprocess.run([python, "-c", "import duckdb"], capture_output=True, check=False).returncode == 0
