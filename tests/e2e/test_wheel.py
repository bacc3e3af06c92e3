"""The wheel alone, without the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corkboard.stack.wheels import Wheels

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installed(parts, tmp_path) -> Path:
    """Return the command of an environment of its own: our wheel and what it declares, from the kept packages."""
    kept = Wheels(parts.cache)
    if missing := kept.missing(ROOT / "requirements" / "main.txt"):
        pytest.skip(f"{len(missing)} packages are not kept in {kept.folder}; run make dev")
    wheels, home = tmp_path / "wheels", tmp_path / "environment"
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), folder=ROOT)
    _run(sys.executable, "-m", "venv", str(home), folder=tmp_path)
    (wheel,) = wheels.glob("*.whl")
    pip = (str(home / "bin" / "pip"), "install", "--quiet", "--no-index", "--find-links", str(kept.folder))
    _run(*pip, f"{wheel}[all]", folder=tmp_path)
    return home / "bin" / "corkboard"


@pytest.mark.timeout(600)
def test_the_wheel_alone_runs_the_demo_in_an_empty_folder(installed, tmp_path):
    """Locks, the sink's Java, SQL and the API definition are all in it; what it needs, it declares."""
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
