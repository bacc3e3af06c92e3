"""A Kinesis emulator for the session, streams for a test, and the source as Spark's workers find it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "services" / "kinesis_source"
sys.path[:0] = [str(Path(__file__).parent), str(SOURCE)]

from kinesis_emulator import Emulator  # noqa: E402 - found by the line above
from kinesis_streams import Stream  # noqa: E402


@pytest.fixture(scope="session")
def emulator(tools, tmp_path_factory):
    """The emulator, which ends with the session."""
    started = Emulator(tools.emulator_python, tmp_path_factory.mktemp("kinesis"))
    yield started
    started.stop()


@pytest.fixture
def make_stream(emulator, tmp_path):
    """A factory of streams: ``make_stream(shards=2)``; they go with the test."""
    made = []

    def make(*, shards=1):
        made.append(Stream(emulator, tmp_path, shards))
        return made[-1]

    yield make
    for stream in made:
        stream.remove()


@pytest.fixture
def stream(make_stream):
    """A stream of two shards."""
    return make_stream(shards=2)


@pytest.fixture(scope="session")
def kinesis_spark(spark):
    """The room's session, which other tests started without the source: its workers get a path to it."""
    from pyspark_kinesis import DefaultSource  # noqa: PLC0415 - needs Spark

    environment = spark.sparkContext.environment
    before = dict(environment)
    environment["PYTHONPATH"] = str(SOURCE)
    spark.dataSource.register(DefaultSource)
    environment.clear()
    environment.update(before)
    return spark


@pytest.fixture
def start(kinesis_spark, tmp_path):
    """A starter of queries from streams to one Delta table: ``start([stream], availableNow=True)``."""
    started = []

    def begin(streams, *, options=None, name="table", **trigger):
        reader = kinesis_spark.readStream.format("kinesis").options(**streams[0].options())
        reader = reader.option("streamName", ",".join(stream.name for stream in streams))
        rows = reader.options(**(options or {})).load()
        writer = rows.writeStream.format("delta").option("checkpointLocation", str(tmp_path / name / "_log"))
        writer = writer.trigger(**trigger) if trigger else writer
        started.append(writer.start(str(tmp_path / name)))
        return started[-1]

    yield begin
    for query in started:
        query.stop()
