"""``make setup``'s first half, really run: a small project, real environments, real pip, a network of our own."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CLOSED = "http://127.0.0.1:9"
PROMPTLY_S = 10
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "project"
version = "1"
"""
BACKEND = """\
import pathlib, shutil
def build_editable(folder, settings=None, metadata=None):
    return shutil.copy(next(pathlib.Path(".").glob("project-1-*.whl")), folder).rsplit("/", 1)[1]
"""
REFUSE = """\
import runpy, sys
def refuse(event, arguments):
    if event in ("subprocess.Popen", "socket.connect", "os.system"):
        raise SystemExit(f"did {event} {arguments}")
sys.addaudithook(refuse)
sys.argv = ["bootstrap.py"]
runpy.run_path("bootstrap.py", run_name="__main__")
"""


def make_wheel(folder: Path, name: str) -> Path:
    """Write the smallest wheel that pip accepts."""
    path, info = folder / f"{name}-1-py3-none-any.whl", f"{name}-1.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        lines = []
        for file, text in files.items():
            archive.writestr(zipfile.ZipInfo(file), text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{file},sha256={digest},{len(text)}\n")
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "".join(lines) + f"{info}/RECORD,,\n")
    return path


class Checkout:
    """A clone of a small project that bootstrap.py sets up."""

    def __init__(self, folder: Path, cache: Path, network: Path) -> None:
        self.folder, self.cache, self.network = folder, cache, network
        folder.mkdir()
        (folder / "pyproject.toml").write_text(PROJECT)
        (folder / "backend.py").write_text(BACKEND)
        make_wheel(folder, "project")
        shutil.copy(ROOT / "bootstrap.py", folder)
        (folder / "corkboard").symlink_to(ROOT / "corkboard")
        (folder / "requirements").mkdir()
        for lock, package in {"build.txt": "first", "main.txt": "second"}.items():
            sha256 = hashlib.sha256(make_wheel(network, package).read_bytes()).hexdigest()
            (folder / "requirements" / lock).write_text(f"{package}==1 \\\n    --hash=sha256:{sha256}\n")

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.folder / ".venv" / "bin" / "python"

    def environ(self, *, has_network: bool = True, index: str = CLOSED) -> dict[str, str]:
        """Return an environment whose network is a folder, or nothing."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        pip = {"PIP_INDEX_URL": index, "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
        found = {"PIP_FIND_LINKS": str(self.network)} if has_network else {}
        return kept | pip | found | {"CORKBOARD_CACHE": str(self.cache), "PIP_NO_CACHE_DIR": "1"}

    def setup(self, *program: str, has_network: bool = True) -> subprocess.CompletedProcess[str]:
        """Run bootstrap.py."""
        return subprocess.run(
            [sys.executable, *(program or ("bootstrap.py",))],
            cwd=self.folder,
            env=self.environ(has_network=has_network),
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )

    def works(self) -> bool:
        """Say whether everything can be imported."""
        done = subprocess.run([str(self.python), "-c", "import first, second, project, pip"], check=False)
        return done.returncode == 0


@pytest.fixture
def make_checkout(tmp_path):
    """Return a factory of clones with an empty cache."""
    (tmp_path / "network").mkdir()
    return lambda: Checkout(tmp_path / "clone", tmp_path / "cache", tmp_path / "network")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a clone that is set up; who harms it heals it."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "network").mkdir()
    made = Checkout(folder / "clone", folder / "cache", folder / "network")
    done = made.setup()
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_a_second_run_starts_no_program_and_asks_no_network(checkout):
    """Not quick by luck: it does nothing."""
    done = checkout.setup("-c", REFUSE)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert checkout.works()


def test_a_fresh_clone_without_network_is_set_up_from_the_cache(checkout, tmp_path):
    """What was fetched once is enough for every clone."""
    other = Checkout(tmp_path / "other", checkout.cache, checkout.network)

    done = other.setup(has_network=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert other.works()


def test_without_network_and_cache_the_missing_packages_are_named(make_checkout):
    """What is missing, where it was looked for, and what to do."""
    done = make_checkout().setup(has_network=False)

    assert done.returncode == 1
    assert "and not to be fetched: first 1" in done.stdout
    assert "check the network" in done.stderr
    assert "Traceback" not in done.stderr


def _without_pip(checkout: Checkout) -> None:
    (pip,) = checkout.folder.glob(".venv/lib/python*/site-packages/pip")
    shutil.rmtree(pip)


def _half_installed(checkout: Checkout) -> None:
    (module,) = checkout.folder.glob(".venv/lib/python*/site-packages/second.py")
    module.unlink()
    (checkout.folder / ".venv" / "installing").touch()


def _of_another_python(checkout: Checkout) -> None:
    checkout.python.unlink()
    checkout.python.write_text("#!/bin/sh\necho 'pip 20 from somewhere (python 3.9)'\n")
    checkout.python.chmod(0o755)


@pytest.mark.parametrize("harm", [_without_pip, _half_installed, _of_another_python])
def test_an_environment_that_cannot_be_used_is_made_anew(checkout, harm):
    """Ctrl-C in mid-step, or another PYTHON=, needs nothing removed by hand."""
    for stamp in checkout.folder.glob(".venv/installed-*"):
        stamp.unlink()
    harm(checkout)

    done = checkout.setup(has_network=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "making .venv anew" in done.stdout
    assert checkout.works()


def test_two_setups_of_one_clone_install_once(make_checkout):
    """The second waits for the first, and then has nothing to do."""
    clone = make_checkout()
    command = [sys.executable, "bootstrap.py"]
    options = {"cwd": clone.folder, "env": clone.environ(), "stdout": subprocess.PIPE, "text": True}
    children = [subprocess.Popen(command, **options) for _ in range(2)]
    said = [child.communicate(timeout=200)[0] for child in children]

    assert [child.returncode for child in children] == [0, 0]
    (waited,) = [text for text in said if "waiting for another setup" in text]
    assert "Looking in" not in waited, "it ran pip once more"
    assert clone.works()


def test_ctrl_c_while_pip_waits_ends_at_once_and_the_next_run_succeeds(make_checkout):
    """One line, no stack trace of ours, nothing left that stops the next run."""
    clone = make_checkout()
    with socket.create_server(("127.0.0.1", 0)) as stalling:
        index = f"http://127.0.0.1:{stalling.getsockname()[1]}/simple"
        child = subprocess.Popen(
            [sys.executable, "bootstrap.py"],
            cwd=clone.folder,
            env=clone.environ(has_network=False, index=index),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        stalling.settimeout(120)
        connection, _ = stalling.accept()
        began = time.monotonic()
        os.killpg(child.pid, signal.SIGINT)
        _, errors = child.communicate(timeout=60)
        connection.close()

    assert time.monotonic() - began < PROMPTLY_S
    assert child.returncode == 1
    assert "interrupted; run make setup again" in errors
    assert "bootstrap.py" not in errors, "a stack trace of ours"
    assert clone.setup().returncode == 0
    assert clone.works()
