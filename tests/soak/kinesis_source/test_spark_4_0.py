"""The source on Spark 4.0, as EMR has it: no admission control, no word about the trigger."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import emr_spark
import pyarrow.parquet as pq
import pytest

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "services" / "kinesis_source"
RUN_S = 400  # a busy machine takes a minute to start Spark


@pytest.fixture(scope="module")
def python(parts):
    """The interpreter of an environment with Spark 4.0."""
    return emr_spark.python_of(parts)


@pytest.fixture
def start(python, parts, stream, tmp_path):
    """A starter of the query on Spark 4.0, into parquet files."""
    java_home = parts.spark_java_home(parts.java_home())
    own = {"JAVA_HOME": str(java_home), "PYTHONPATH": str(SOURCE), "PYSPARK_PYTHON": str(python)}

    def begin(options, **trigger):
        asked = {
            "options": {**stream.options(), **options},
            "table": str(tmp_path / "table"),
            "trigger": trigger,
        }
        command = [str(python), str(HERE / "old_spark_program.py"), json.dumps(asked)]
        log = (tmp_path / "log").open("a")
        return subprocess.Popen(
            command, env={"PATH": os.environ["PATH"], **own}, stdout=log, stderr=log, start_new_session=True
        )

    return begin


@pytest.mark.timeout(3600)
def test_a_killed_query_on_spark_4_0_reads_each_record_once(start, stream, tmp_path):
    """Killed with a batch in Spark's log, started again, and run until nothing is left."""
    stream.put(4000)
    options = {"maxRecordsPerTrigger": "1500"}
    process = start(options, processingTime="0 seconds")
    _await(process, tmp_path, lambda: _has_open_batch(tmp_path / "table" / "_log"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    stream.put(500)
    process = start(options, processingTime="0 seconds")
    _await(process, tmp_path, lambda: _rows(tmp_path / "table") >= len(stream.numbers))
    time.sleep(3)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    assert _committed(tmp_path / "table") == sorted(stream.numbers)


def _await(process, folder, condition):
    deadline = time.monotonic() + RUN_S
    while not condition():
        assert process.poll() is None, (folder / "log").read_text()[-3000:]
        assert time.monotonic() < deadline, (folder / "log").read_text()[-3000:]
        time.sleep(0.01)


def _has_open_batch(log):
    names = [{path.name for path in (log / kind).glob("[0-9]*")} for kind in ("offsets", "commits")]
    return bool(names[0] - names[1])


def _files(table):
    """Return the files that the sink has committed."""
    logs = (path for path in (table / "_spark_metadata").glob("[0-9]*"))
    lines = [line for path in logs for line in path.read_text().splitlines()[1:]]
    return sorted({json.loads(line)["path"].removeprefix("file://") for line in lines})


def _rows(table):
    return sum(pq.read_metadata(path).num_rows for path in _files(table))


def _committed(table):
    return sorted(
        number
        for path in _files(table)
        for number in pq.read_table(path, columns=["sequenceNumber"])[0].to_pylist()
    )
