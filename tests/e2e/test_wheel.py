"""The wheel alone, without the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installed(tmp_path) -> Path:
    """Return the command of a new environment that holds our wheel and, by a path, the packages it needs."""
    wheels, home = tmp_path / "wheels", tmp_path / "environment"
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), folder=ROOT)
    _run(sys.executable, "-m", "venv", str(home), folder=tmp_path)
    (wheel,) = wheels.glob("*.whl")
    _run(
        str(home / "bin" / "pip"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
        folder=tmp_path,
    )
    packages = next((home / "lib").glob("python*/site-packages"))
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "corkboard"


@pytest.mark.timeout(600)
def test_the_wheel_alone_runs_the_demo_in_an_empty_folder(installed, parts, tmp_path):
    """Locks, the sink's Java, SQL and the API definition are all in it."""
    del parts
    folder = tmp_path / "empty"
    folder.mkdir()

    where = _run(
        str(installed.with_name("python")), "-c", "import corkboard; print(corkboard.__file__)", folder=folder
    )
    done = _run(str(installed), "demo", "--rows", "150", folder=folder)

    assert str(tmp_path) in where
    assert "PASS" in done
    assert (folder / ".corkboard" / "demo" / "report.html").exists()


def _run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
