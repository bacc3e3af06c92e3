"""The source stands alone and is not installed with the rest: its folder, and the fakes, by their path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3] / "services" / "kinesis_source")]

from fake_kinesis import FakeClock, FakeKinesis  # noqa: E402 - found by the line above
from fake_spark import FakeSpark  # noqa: E402


@pytest.fixture
def clock():
    """A clock that only sleeping moves."""
    return FakeClock()


@pytest.fixture
def kinesis(clock):
    """Kinesis in memory."""
    return FakeKinesis(clock)


@pytest.fixture
def make_spark(kinesis, clock, tmp_path):
    """A factory of queries: ``make_spark(initialPosition="trim_horizon")`` reads the stream ``s``."""
    made = []

    def make(**options):
        is_old = options.pop("is_old", False)
        given = {"streamName": "s", "region": "here", "spillFolder": str(tmp_path), **options}
        made.append(FakeSpark(kinesis, clock, given, is_old=is_old))
        return made[-1]

    yield make
    for spark in made:
        spark.reader.stop()
