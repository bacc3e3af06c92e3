"""One Spark session a run, and one emulator of S3 and Kinesis; each test has its own bucket and streams."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from pyspark import __version__

from corkboard.settings import load
from corkboard.stack.parts import EMR_SPARK, Parts
from corkboard_spark import session

sys.path.insert(0, str(Path(__file__).parent))

from feed_streams import FeedStreams
from landing_bucket import LandingBucket

START_S = 60


@dataclass(frozen=True)
class Tools:
    """What these tests need besides Python's packages."""

    java_home: Path
    jars_dir: Path
    emulator_python: Path


def find_tools() -> Tools:
    """Return the parts that ``corkboard setup`` fetched; ``tests/soak/spark`` runs this room on EMR's Spark."""
    parts = Parts(load().cache)
    return Tools(
        java_home=parts.spark_java_home(parts.java_home()),
        jars_dir=parts.jar_set(EMR_SPARK if __version__.startswith("4.0.") else "spark").folder,
        emulator_python=parts.ministack_python,
    )


@pytest.fixture(scope="session")
def tools():
    """The tools; a test that needs them is skipped where they are missing."""
    found = find_tools()
    needed = (found.java_home / "bin" / "java", found.jars_dir, found.emulator_python)
    if missing := [str(path) for path in needed if not path.exists()]:
        pytest.skip(f"run 'corkboard setup' first: {', '.join(missing)} not found")
    return found


@pytest.fixture(scope="session")
def s3_url(tools, tmp_path_factory):
    """The address of an emulator of S3 and Kinesis that ends with the session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("s3")
    environment = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3,kinesis",
        "TMPDIR": str(folder),
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(tools.emulator_python), "-m", "ministack"], env=environment, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_ministack/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url, process, log):
    """Return when the emulator answers; fail with its last words when it does not."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the emulator did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def overrides(tools, s3_url, tmp_path):
    """Settings of a stack of its own, in the settings' shape."""
    return {
        "home": tmp_path,
        "prefix": f"t{uuid.uuid4().hex[:8]}",
        "aws": {"endpoint_url": s3_url},
        "spark": {"jars_dir": tools.jars_dir, "java_home": tools.java_home, "ui_port": 0},
    }


@pytest.fixture
def settings(overrides):
    """The same as settings."""
    return load(overrides, environ={})


@pytest.fixture
def bucket(settings):
    """Its landing bucket, which goes with the test."""
    made = LandingBucket(settings)
    yield made
    made.remove()


@pytest.fixture
def streams(settings):
    """Its streams, which go with the test."""
    made = FeedStreams(settings)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def spark(tools, tmp_path_factory):
    """The session, as the jobs start it."""
    section = {"jars_dir": tools.jars_dir, "java_home": tools.java_home, "ui_port": 0}
    started = session.start(
        load({"home": tmp_path_factory.mktemp("spark"), "spark": section}, environ={}), "tests"
    )
    yield started
    started.stop()


@pytest.fixture(params=["ansi", "not ansi"])
def either_ansi(spark, request):
    """The session, with ANSI SQL and without: our own sessions have it, users' notebooks do not."""
    spark.conf.set("spark.sql.ansi.enabled", str(request.param == "ansi").lower())
    yield spark
    spark.conf.unset("spark.sql.ansi.enabled")
