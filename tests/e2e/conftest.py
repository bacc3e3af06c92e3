"""The wheel in an environment of its own, and its demo, run once: several tests look at it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corkboard.stack.wheels import Wheels

ROOT = Path(__file__).resolve().parents[2]
ROWS = 600


@pytest.fixture(scope="module")
def installed(parts, tmp_path_factory) -> Path:
    """Return the command of an environment of its own: our wheel and what it declares, from the kept packages."""
    kept = Wheels(parts.cache)
    if missing := kept.missing(ROOT / "requirements" / "dev.txt"):
        pytest.skip(f"{len(missing)} packages are not kept in {kept.folder}; run make dev")
    folder = tmp_path_factory.mktemp("wheel")
    wheels, home = folder / "wheels", folder / "environment"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), folder=ROOT)
    run(sys.executable, "-m", "venv", "--without-pip", str(home), folder=folder)
    (wheel,) = wheels.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet")
    offline = ("--no-compile", "--no-index", "--find-links", str(kept.folder))
    run(*pip, *offline, f"{wheel}[testing]", folder=folder)
    return home / "bin" / "corkboard"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return the folder in which the demo ran; a ledger of another stack was there before."""
    folder = tmp_path_factory.mktemp("demo")
    other = folder / ".corkboard" / "default" / "ledger" / "run.jsonl"
    other.parent.mkdir(parents=True)
    other.write_text("precious\n")
    return folder


@pytest.fixture(scope="module")
def shown(installed, folder) -> dict:
    """Return what the demo printed."""
    return json.loads(run(str(installed), "demo", "--rows", str(ROWS), "--json", folder=folder))["data"]


def run(*command: str, folder: Path) -> str:
    """Run a command to its end, and return what it printed; Python keeps what it compiles, unlike pip above."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=1400, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
