"""The whole path, as a newcomer runs it: from the wheel alone, without the checkout."""

from __future__ import annotations

import json
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


@pytest.mark.timeout(1500)
def test_the_demo_of_the_wheel_runs_every_hop_and_proves_it(installed, tmp_path):
    """Every feed whole at every hop, a page, nothing left running, no other stack touched.

    Locks, the sink's Java, SQL and the API definition are all in the wheel; what it needs, it declares.
    """
    folder = tmp_path / "empty"
    other = folder / ".corkboard" / "default" / "ledger" / "run.jsonl"
    other.parent.mkdir(parents=True)
    other.write_text("precious\n")

    where = _run(
        str(installed.with_name("python")), "-c", "import corkboard; print(corkboard.__file__)", folder=folder
    )
    shown = json.loads(_run(str(installed), "demo", "--rows", "400", "--json", folder=folder))["data"]

    assert str(tmp_path) in where
    assert list(shown["seconds"]) == ["up", "post", "land", "batch", "stream", "verify", "trace", "down"]
    for path, hops in (("feeds", ("kafka", "s3", "clean")), ("streams", ("kinesis", "clean"))):
        assert {feed["posted"] for feed in shown["verify"][path]} == {400}
        assert all(
            feed[hop]["found"] == 400
            and feed[hop]["lost"] == feed[hop]["doubled"] == feed[hop]["changed"] == 0
            for feed in shown["verify"][path]
            for hop in hops
        )
    assert shown["trace"]["clean"] == shown["trace"]["streamed"] != []
    assert Path(shown["report"]).stat().st_size > 10_000
    assert [file for file in other.parents[1].rglob("*") if file.is_file()] == [other]
    status = [str(installed), "--name", "demo", "status"]
    assert subprocess.run(status, cwd=folder, capture_output=True, timeout=60, check=False).returncode == 1


def _run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1400, check=False)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
