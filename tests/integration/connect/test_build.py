"""The sink is built where there is no JDK, and its Java tests run there."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from connect_parts import Parts


def command(parts: Parts, verb: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m corkboard_connect``."""
    tools = ["--java", str(parts.java), "--compiler", str(parts.compiler)]
    paths = ["--class-path", str(parts.kafka_jars), "--class-path", str(parts.sink_jars)]
    line = [sys.executable, "-m", "corkboard_connect", verb, *tools, *paths, *more]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)


def test_two_builds_give_the_same_jar(parts: Parts, plugin: Path, tmp_path: Path) -> None:
    """Byte for byte, and nothing else is written."""
    done = command(parts, "build", "--out", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["corkboard-s3-sink.jar"]
    assert (tmp_path / "corkboard-s3-sink.jar").read_bytes() == (
        plugin / "corkboard-s3-sink.jar"
    ).read_bytes()


def test_the_java_tests_pass(parts: Parts) -> None:
    """Names, buffers, rotation, validation, and two writers against one store."""
    if parts.junit is None:
        pytest.skip("JUnit is missing: run 'corkboard setup --tests'")

    done = command(parts, "test", "--junit", str(parts.junit))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests successful" in done.stdout
