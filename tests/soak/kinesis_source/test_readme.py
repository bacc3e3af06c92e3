"""The README's example in an environment that has the source's wheel and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from query_kills import SOURCE
from readme_example import output_of


@pytest.fixture
def python(tmp_path):
    """The interpreter of that environment."""
    home = tmp_path / "environment"
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
    ]
    subprocess.run([*build, str(SOURCE)], check=True, timeout=120)
    (wheel,) = tmp_path.glob("pyspark_kinesis_source-*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, timeout=120)
    install = [str(home / "bin" / "pip"), "install", "-q", str(wheel), "setuptools<81"]
    try:
        subprocess.run(install, check=True, timeout=1200, capture_output=True, text=True)
    except subprocess.SubprocessError as error:
        pytest.skip(f"the source's dependencies cannot be installed here: {error}")
    return home / "bin" / "python"


@pytest.mark.timeout(2400)
def test_the_example_works_with_the_wheel_alone(python, parts, emulator, tmp_path):
    """Java apart, which Spark needs."""
    java_home = parts.spark_java_home(parts.java_home())
    own = {"JAVA_HOME": str(java_home), "PYSPARK_PYTHON": str(python)}

    assert "one espresso" in output_of(python, emulator, tmp_path, {"PATH": os.environ["PATH"], **own})
