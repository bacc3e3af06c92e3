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
FEW, MANY = 100_000, 1_000_000
ENDLESS = Path(__file__).parent / "endless_backlog.py"


@pytest.mark.timeout(6000)
def test_a_million_records_are_read_once_in_the_memory_that_a_tenth_takes(settings, stream, tmp_path):
    """By Spark's Python processes together, with a buffer of 32 MB."""
    stream.put(FEW, size_bytes=300)
    few_mb = read_all(settings, stream, tmp_path / "few")
    stream.put(MANY - FEW, size_bytes=300)
    many_mb = read_all(settings, stream, tmp_path / "many")

    assert many_mb < few_mb * 1.2 + 50


def read_all(settings, stream, table):
    """Read the stream from its beginning, and return the most that Python's processes took, in MB."""
    began = time.monotonic()
    with (
        query(settings, stream, table, options={"fetchBufferSize": "32mb"}) as process,
        watched(process.pid) as seen,
    ):
        assert process.wait(2400) == 0, table.with_suffix(".log").read_text()[-3000:]
    rate = len(stream.numbers) / (time.monotonic() - began)
    python_mb, all_mb = (max(sizes) / MB for sizes in (seen.python_bytes, seen.all_bytes))
    print(f"{rate:.0f} records/s; {python_mb:.0f} MB in Python, {all_mb:.0f} MB in all")  # noqa: T201 - the figures
    assert_each_once(table, stream)
    return python_mb


@pytest.mark.timeout(3600)
def test_ten_million_records_are_read_in_bounded_memory_and_disk():
    """From a client that makes them up, without Spark: in a process of its own, whose peak is told."""
    done = subprocess.run(
        [sys.executable, str(ENDLESS), "10000000"], capture_output=True, text=True, timeout=3000, check=False
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)  # noqa: T201 - the figures
    figures = dict(pair.split("=") for pair in done.stdout.split())

    assert int(figures["records"]) == 10_000_000
    assert int(figures["peak_mb"]) < 400
    assert int(figures["disk_mb"]) < 200
