"""The example of a pipeline in pytest, on the docker engine."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from docker_daemon import ROOT, why_not

LEFT = ["docker", "ps", "--all", "--quiet", "--filter", "name=corkboard-pytest-"]


@pytest.mark.timeout(900)
def test_the_example_passes_on_containers_and_leaves_none(tmp_path):
    """With LocalStack, as the engine has it unless told otherwise."""
    if reason := why_not():
        pytest.skip(reason)
    shutil.copytree(ROOT / "examples" / "pytest_pipeline", tmp_path / "project")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--corkboard-engine", "docker", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path / "project",
        capture_output=True,
        text=True,
        timeout=850,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert subprocess.run(LEFT, capture_output=True, text=True, check=True).stdout == ""
