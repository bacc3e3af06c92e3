"""Half an hour of streaming, and a minute without the endpoint."""

from __future__ import annotations

import time
from statistics import median

import pytest
from kinesis_streams import assert_each_once
from process_memory import watched
from query_kills import finish, query

MB = 1 << 20
ALWAYS = {"processingTime": "0 seconds"}
RUN_S = 1800


def put_for(stream, seconds, process):
    """Put five hundred records a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        assert process.poll() is None, "the query ended"
        stream.put(500)
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))


@pytest.mark.timeout(3600)
def test_half_an_hour_of_streaming_takes_no_more_memory_at_its_end(settings, stream, tmp_path):
    """The median of the last five minutes against that of the second five."""
    table = tmp_path / "table"
    with query(settings, stream, table, trigger=ALWAYS) as process, watched(process.pid) as seen:
        put_for(stream, RUN_S, process)
    finish(settings, stream, table)
    sixth = len(seen.python_bytes) // 6  # five minutes, however often a busy machine found time to look
    early, late = (
        median(part) / MB for part in (seen.python_bytes[sixth : 2 * sixth], seen.python_bytes[-sixth:])
    )
    print(f"{early:.0f} MB in Python after five minutes, {late:.0f} MB after thirty")  # noqa: T201 - the figures

    assert late < early * 1.1 + 20
    assert_each_once(table, stream)


@pytest.mark.timeout(1800)
def test_a_minute_without_the_endpoint_stops_nothing(settings, stream, emulator, tmp_path):
    """It accepts connections and answers nothing."""
    table = tmp_path / "table"
    with query(settings, stream, table, trigger=ALWAYS) as process:
        put_for(stream, 30, process)
        emulator.pause()
        time.sleep(60)
        emulator.resume()
        put_for(stream, 30, process)
    finish(settings, stream, table)

    assert "answers again" in (tmp_path / "table.log").read_text()
    assert_each_once(table, stream)
