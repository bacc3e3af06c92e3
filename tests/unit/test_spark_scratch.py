"""What a Spark program writes and forgets is gone when the next one starts."""

import subprocess
import sys

import pytest

from corkboard.spark import scratch

HOLD = "import sys; from pathlib import Path; from corkboard.spark import scratch\n"
HOLD += "print(scratch.take(Path(sys.argv[1])), flush=True); sys.stdin.read()"


@pytest.fixture
def other(tmp_path):
    """Another program with a folder of its own, and that folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process, tmp_path / process.stdout.readline().strip()
        process.kill()


def test_the_folder_of_a_program_that_was_killed_goes(other, tmp_path):
    """With all that is in it."""
    process, folder = other
    (folder / "blockmgr").mkdir()
    process.kill()
    process.wait()

    mine = scratch.take(tmp_path)

    assert mine.is_dir()
    assert not folder.exists()


def test_the_folder_of_a_program_that_runs_stays(other, tmp_path):
    """Each has its own."""
    _, folder = other

    mine = scratch.take(tmp_path)

    assert folder.is_dir()
    assert mine != folder


def test_spark_and_its_java_are_told_of_it(tmp_path):
    """A space in the path is no end of an option, and other options stay."""
    folder = tmp_path / "a b"

    told = scratch.confine({"spark.driver.extraJavaOptions": "-XX:+UseSerialGC", "a": "b"}, folder)

    assert told == {
        "a": "b",
        "spark.local.dir": str(folder),
        "spark.driver.extraJavaOptions": f'-XX:+UseSerialGC "-Djava.io.tmpdir={folder}"',
    }
