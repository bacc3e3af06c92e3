"""The kept packages: fetched once, healed, and enough without a network. Pip is played by a function."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from corkboard.stack.wheels import Wheels

ROOT = Path(__file__).resolve().parents[3]
FILES = {"rich_er-1.0-py3-none-any.whl": b"wheel", "built-2.0-py3-none-any.whl": b"built here"}
LOCK = """\
rich-er==1.0 \\
    --hash=sha256:{wheel}
    # via something
built==2.0 ; python_full_version >= '3.11' \\
    --hash=sha256:{source}
elsewhere==3.0 ; sys_platform == 'win32' \\
    --hash=sha256:{source}
"""


class Pip:
    """Does what pip does with the commands that it gets: fetches into the folder, accepts by hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.verbs: list[str] = []
        self.fetched: list[str] = []
        self.has_network = True

    def __call__(self, command: list[str]) -> bool:
        verb, asked = command[4], Path(command[-1]).read_text()
        self.verbs.append(verb)
        names = [
            name
            for name in FILES
            if re.search(rf"^{name.split('-')[0].replace('_', '-')}==", asked, re.MULTILINE)
        ]
        if verb == "wheel":
            self.fetched += names if self.has_network else []
            for name in names if self.has_network else ():
                (self.folder / name).write_bytes(FILES[name])
            return self.has_network
        present = [(self.folder / name) for name in names]
        return all(path.exists() and _sha256(path.read_bytes()) in asked for path in present)


@pytest.fixture
def kept(tmp_path):
    """Return the kept packages, a lock and a pip."""
    lock = tmp_path / "main.txt"
    lock.write_text(LOCK.format(wheel=_sha256(b"wheel"), source=_sha256(b"source")))
    wheels = Wheels(tmp_path / "cache")
    return wheels, lock, Pip(wheels.folder)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_packages_are_fetched_once_and_then_installed_without_the_network(kept):
    """Also one that was built here from a locked source; what is for other machines is not missed."""
    wheels, lock, pip = kept
    assert wheels.install(lock, python=Path("python"), run=pip)
    assert wheels.missing(lock) == []
    pip.has_network = False

    assert wheels.install(lock, python=Path("python"), run=pip)
    assert pip.verbs == ["wheel", "install", "install"]


def test_only_what_is_missing_is_fetched(kept):
    """The development set costs what the main set does not have."""
    wheels, lock, pip = kept
    wheels.install(lock, python=Path("python"), run=pip)
    (wheels.folder / "built-2.0-py3-none-any.whl").unlink()
    pip.fetched.clear()

    assert wheels.install(lock, python=Path("python"), run=pip)
    assert pip.fetched == ["built-2.0-py3-none-any.whl"]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_package_is_fetched_again(kept, name):
    """What no hash accepts is thrown away, not installed."""
    wheels, lock, pip = kept
    wheels.install(lock, python=Path("python"), run=pip)
    (wheels.folder / name).write_bytes(b"damaged")
    pip.fetched.clear()

    assert wheels.install(lock, python=Path("python"), run=pip)
    assert pip.fetched == [name]


def test_without_network_what_is_missing_is_known(kept):
    """The error can name it."""
    wheels, lock, pip = kept
    pip.has_network = False

    assert not wheels.install(lock, python=Path("python"), run=pip)
    assert [(entry.name, entry.version) for entry in wheels.missing(lock)] == [
        ("rich-er", "1.0"),
        ("built", "2.0"),
    ]


LOCKS = (
    "requirements/main.txt",
    "requirements/dev.txt",
    "requirements/build.txt",
    "corkboard/stack/locks/airflow.txt",
)


@pytest.mark.parametrize("name", LOCKS)
def test_every_hash_of_a_lock_belongs_to_an_entry(name, tmp_path):
    """The reader of locks overlooks nothing."""
    text = (ROOT / name).read_text()
    entries = Wheels(tmp_path).missing(ROOT / name)
    elsewhere = re.findall(r"^\S+ ; sys_platform == 'win32'", text, re.MULTILINE)

    assert len(entries) + len(elsewhere) == len(re.findall(r"^[a-z][\w.\[\],-]*==", text, re.MULTILINE))
