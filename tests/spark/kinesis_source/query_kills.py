"""A query's process group killed in mid-batch: its end is in Spark's log, its commit is not."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from programs import environment

PATIENCE_S = 500  # a busy machine takes a minute to start Spark
PROGRAM = Path(__file__).parent / "query_program.py"
SOURCE = Path(__file__).parents[3] / "services" / "kinesis_source"


@contextlib.contextmanager
def query(settings, stream, table, *, options=None, trigger=None):
    """Start the program, whose process group ends with the block."""
    asked = {
        "options": {**stream.options(), **(options or {})},
        "table": str(table),
        "trigger": trigger or {"availableNow": True},
    }
    log = Path(f"{table}.log").open("a")  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), json.dumps(asked)],
        env={**environment(settings), "PYTHONPATH": str(SOURCE)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def batches(table, kind):
    """Return the numbers of the batches in Spark's log: ``offsets`` or ``commits``."""
    return {int(path.name) for path in Path(table, "_log", kind).glob("[0-9]*")}


def versions(table):
    """Return how many commits the table has."""
    return len(list(Path(table, "_delta_log").glob("[0-9]*.json")))


def is_in_batch(table):
    """Whether a batch is logged and not committed."""
    return bool(batches(table, "offsets") - batches(table, "commits"))


def finish(settings, stream, table, **more):
    """Run the query to its end."""
    with query(settings, stream, table, **more) as process:
        assert process.wait(PATIENCE_S) == 0, Path(f"{table}.log").read_text()[-3000:]
