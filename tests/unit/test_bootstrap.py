"""What ``make setup`` says and does before anything is installed. The real installation: tests/integration/setup."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corkboard.settings import load
from corkboard.stack.parts import Parts

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "bootstrap.py"
PROGRAM = """
import runpy, sys

def refuse(event, arguments):
    if event == "subprocess.Popen":
        raise SystemExit(f"started {arguments}")

sys.addaudithook(refuse)
sys.argv = ["bootstrap.py"]
CHANGE
runpy.run_path("bootstrap.py", run_name="__main__")
"""


def bootstrap(change: str = "", folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a folder's bootstrap.py after a change of the interpreter; the first program it starts ends it."""
    return subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM.replace("CHANGE", change)],
        env=os.environ | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 2), (3, 14, 0)])
def test_an_unsupported_python_gets_one_line_with_the_remedy(version):
    """Which it is, which are supported, and what to type."""
    done = bootstrap(f"sys.version_info = {version}")

    found = ".".join(str(number) for number in version)
    remedy = "install 3.11, 3.12 or 3.13 and run: make setup PYTHON=python3.12"
    assert done.stderr == f"Python {found} is not supported: {remedy}\n"
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_gets_one_line_with_the_remedy(module):
    """Debian splits it off."""
    done = bootstrap(f"sys.modules[{module!r}] = None")

    assert re.fullmatch(r"Python 3\S+ has no venv module: install it .*python3-venv.*\n", done.stderr)
    assert (done.returncode, done.stdout) == (1, "")


def test_an_old_python_can_read_it():
    """Python 3.6, which some systems still call python3, must reach the line about its version."""
    text = BOOTSTRAP.read_text()
    ast.parse(text, feature_version=(3, 6))

    assert "from __future__" not in text
    assert not re.search(r"^def .*[\[(|] *(list|dict|tuple)\[", text, re.MULTILINE)


@pytest.fixture
def clean_checkout(tmp_path) -> Path:
    """Return a project folder without an environment."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "bootstrap.py").write_bytes(BOOTSTRAP.read_bytes())
    for name in ("requirements", "corkboard", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_the_first_lines_name_download_disk_and_memory(clean_checkout, tmp_path):
    """Before anything is started: the packages, the emulator's too, and every part of the locks."""
    cache = tmp_path / "cache"
    done = bootstrap(folder=clean_checkout, CORKBOARD_CACHE=str(cache))

    jars = {jar.sha256: jar.size_bytes for jars in Parts(cache).sets() for jar in jars.missing()}
    parts_mb = round(sum(jars.values()) / 1e6)
    first, second, third, _, fifth = done.stdout.splitlines()
    total, packages = re.search(r"about ([\d,]+) MB.*: (\d+) MB of Python packages", first).groups()
    assert int(total.replace(",", "")) == int(packages) + parts_mb
    assert parts_mb > 100
    assert f"{parts_mb} MB of Kafka" in second
    assert re.search(rf"[\d,]+ MB of disk in .venv, [\d,]+ MB in {cache}$", third)
    assert re.search(r"needs [\d,]+ MB of memory$", fifth)
    assert done.stderr.startswith("started"), "nothing was started after these lines"


@pytest.mark.parametrize(
    "environment", [{"CORKBOARD_CACHE": "/somewhere"}, {"XDG_CACHE_HOME": "/else"}, {"HOME": "/home-of"}]
)
def test_it_keeps_packages_where_the_settings_look_for_parts(monkeypatch, environment):
    """One cache, though the settings cannot be imported yet."""
    for name in ("CORKBOARD_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.syspath_prepend(str(ROOT))
    import bootstrap as module  # noqa: PLC0415

    assert module.cache() == load().cache
