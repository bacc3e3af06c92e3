"""The query killed in mid-batch; the long form is ``tests/soak/kinesis_source``."""

from __future__ import annotations

import time

import pytest
from kinesis_streams import assert_each_once
from query_kills import PATIENCE_S, batches, finish, is_in_batch, query


@pytest.mark.timeout(1200)
def test_a_killed_query_repeats_just_its_batch(settings, stream, tmp_path):
    """Found by Spark itself; the batch is read again from Kinesis, with records that came later beside it."""
    table, options = tmp_path / "table", {"maxRecordsPerTrigger": "1500"}
    stream.put(4000)
    deadline = time.monotonic() + PATIENCE_S
    with query(settings, stream, table, options=options) as process:
        while not is_in_batch(table):
            assert process.poll() is None, (tmp_path / "table.log").read_text()[-3000:]
            assert time.monotonic() < deadline, "no batch began"
            time.sleep(0.002)
    done = batches(table, "commits")
    stream.put(500)
    finish(settings, stream, table, options=options)

    assert len(batches(table, "commits")) > len(done)
    assert_each_once(table, stream)
