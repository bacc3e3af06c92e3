"""The emulator, the streams and the programs of the short tests, for long ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
sys.path[:0] = [
    str(Path(__file__).parent),
    str(TESTS / "spark"),
    str(TESTS / "spark" / "kinesis_source"),
    str(TESTS / "unit" / "kinesis_source"),
    str(TESTS.parent / "services" / "kinesis_source"),
]

from kinesis_emulator import Emulator  # noqa: E402 - found by the lines above
from kinesis_streams import Stream  # noqa: E402

from corkboard.settings import load  # noqa: E402


@pytest.fixture
def settings(parts, tmp_path):
    """Settings of a Spark that needs no stack."""
    java_home = parts.spark_java_home(parts.java_home())
    section = {"jars_dir": parts.jar_set("spark").folder, "java_home": java_home, "ui_port": 0}
    aws = {"endpoint_url": "http://127.0.0.1:1"}  # the program has its own
    return load({"home": tmp_path, "aws": aws, "spark": section}, environ={})


@pytest.fixture
def emulator(parts, tmp_path):
    """An emulator of the test's own."""
    started = Emulator(parts.ministack_python, tmp_path)
    yield started
    started.stop()


@pytest.fixture
def stream(emulator, tmp_path):
    """A stream of four shards."""
    return Stream(emulator, tmp_path, 4)
