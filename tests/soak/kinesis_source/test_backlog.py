"""A backlog larger than memory: it waits on disk, a bounded part at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from kinesis_streams import assert_each_once
from process_memory import watched
from query_kills import query

MB = 1 << 20
RECORDS = 1_000_000
PYTHON_MB = 700
ENDLESS = Path(__file__).parent / "endless_backlog.py"


@pytest.mark.timeout(1800)
def test_a_million_records_are_read_once_in_bounded_memory(settings, stream, tmp_path):
    """By Spark's Python processes together, with a buffer of 32 MB."""
    stream.put(RECORDS, size_bytes=300)
    table, began = tmp_path / "table", time.monotonic()
    with (
        query(settings, stream, table, options={"fetchBufferSize": "32mb"}) as process,
        watched(process.pid) as seen,
    ):
        assert process.wait(1200) == 0, (tmp_path / "table.log").read_text()[-3000:]
    took_s = time.monotonic() - began
    largest = max(seen.python_bytes) / MB, max(seen.all_bytes) / MB
    print(f"{RECORDS / took_s:.0f} records/s; {largest[0]:.0f} MB in Python, {largest[1]:.0f} MB in all")  # noqa: T201 - the figures

    assert largest[0] < PYTHON_MB
    assert_each_once(table, stream)


@pytest.mark.timeout(1800)
def test_ten_million_records_are_read_in_bounded_memory_and_disk():
    """From a client that makes them up, without Spark: in a process of its own, whose peak is told."""
    done = subprocess.run(
        [sys.executable, str(ENDLESS), "10000000"], capture_output=True, text=True, timeout=1500, check=False
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)  # noqa: T201 - the figures
    figures = dict(pair.split("=") for pair in done.stdout.split())

    assert int(figures["records"]) == 10_000_000
    assert int(figures["peak_mb"]) < 400
    assert int(figures["disk_mb"]) < 200
