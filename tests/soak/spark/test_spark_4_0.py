"""What is deployed to AWS, on the Spark and the Delta of EMR's release: the files of ``tests/spark``, once more.

No test is written twice: another interpreter runs the same files, which take the jars that fit it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import emr_spark
import pytest

ROOT = Path(__file__).parents[3]
ROOM = ROOT / "tests" / "spark"
# But for the Kinesis source, which the job itself shows to Spark: 4.0 takes no source of a name twice.
OURS = (ROOT, *(path for path in (ROOT / "services").iterdir() if path.name != "kinesis_source"))
PATIENCE_S = 1700


@pytest.fixture(scope="module")
def python(parts):
    """The interpreter of that environment."""
    return emr_spark.python_of(parts)


@pytest.mark.timeout(PATIENCE_S + 700)  # the environment is made first
@pytest.mark.parametrize(
    "names",
    [
        ("transforms", "batch", "landing", "answers"),
        ("command", "kills", "submit"),
        ("stream", "stream_lives", "stream_command"),
    ],
    ids=["batch", "batch as a program", "stream"],
)
def test_the_room_passes_on_emrs_spark(python, names):
    """Transforms, landing, batch and answers; killed, and under ``spark-submit``; the streaming job."""
    files = [str(ROOM / f"test_{name}.py") for name in names]
    done = subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, OURS)), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-8000:]
    assert " skipped" not in done.stdout, done.stdout[-8000:]
