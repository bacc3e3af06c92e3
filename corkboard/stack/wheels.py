"""Keeps the packages of locks in the cache: what was fetched once is installed again without a network.

<cache>/wheels/<python>/*.whl        the packages, as fetched or built
<cache>/wheels/<python>/built.txt    what was built here from a source that the lock accepted, and its hash

Only the standard library: bootstrap.py uses it before anything is installed.
"""

from __future__ import annotations

import hashlib
import re
import sys
import sysconfig
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Run = Callable[[list[str]], bool]

ENTRY = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)([^\\\n]*)((?:\\\n\s+--hash=\S+[ ]*)+)", re.MULTILINE)
ELSEWHERE = "sys_platform == 'win32'"
BUILT = "built.txt"


@dataclass(frozen=True, slots=True)
class Entry:
    """One package of a lock; a package may have several, for different versions of Python.

    Attributes:
        name: Such as ``rich``.
        version: Such as ``15.1.0``.
        marker: For which machines, such as ``; sys_platform == 'win32'``.
        text: All of it, with its hashes.
    """

    name: str
    version: str
    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class Wheels:
    """The kept packages for this version of Python and kind of machine."""

    cache: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        python = f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"
        return self.cache / "wheels" / python

    def missing(self, lock: Path) -> list[Entry]:
        """Return the entries for this kind of machine of whose package no version is kept."""
        entries = _entries(lock.read_text())
        kept = {entry.name for entry in entries if self._files(entry)}
        return [entry for entry in entries if entry.name not in kept and ELSEWHERE not in entry.marker]

    def install(self, lock: Path, *, python: Path, run: Run) -> bool:
        """Install a lock; fetch before what is not kept, and after what turns out to be damaged.

        Args:
            lock: A requirements file with hashes.
            python: The environment's Python, which has pip.
            run: Runs a command and says whether it succeeded.

        Returns:
            Whether everything is installed.
        """
        if not self._fetch(self.missing(lock), python, run):
            return False
        if self._install_kept(lock, python, run):
            return True
        damaged = self._drop_damaged(_entries(lock.read_text()))
        return bool(damaged) and self._fetch(damaged, python, run) and self._install_kept(lock, python, run)

    def _fetch(self, entries: list[Entry], python: Path, run: Run) -> bool:
        if not entries:
            return True
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted = self.folder / "wanted.txt"
        wanted.write_text("\n".join(entry.text for entry in entries))
        command = [*_pip(python), "wheel", "--no-build-isolation", "--wheel-dir", str(self.folder)]
        if not run([*command, "--no-deps", "--require-hashes", "-r", str(wanted)]):
            return False
        with (self.folder / BUILT).open("a") as file:
            file.writelines(f"{path.name} {_sha256(path)}\n" for path in self._unlocked(entries))
        return True

    def _install_kept(self, lock: Path, python: Path, run: Run) -> bool:
        accepted = self.folder / f"accepted-{lock.name}"
        built = self._built()
        accepted.write_text("\n".join(self._with_built(entry, built) for entry in _entries(lock.read_text())))
        command = [*_pip(python), "install", "--quiet", "--no-index", "--find-links", str(self.folder)]
        return run([*command, "--no-deps", "--require-hashes", "-r", str(accepted)])

    def _with_built(self, entry: Entry, built: dict[str, str]) -> str:
        hashes = [built[path.name] for path in self._files(entry) if path.name in built]
        return entry.text + "".join(f" \\\n    --hash=sha256:{sha256}" for sha256 in hashes)

    def _drop_damaged(self, entries: Iterable[Entry]) -> list[Entry]:
        """Remove the kept files that no hash accepts, and return their entries."""
        built = self._built()
        damaged = []
        for entry in entries:
            accepted = self._with_built(entry, built)
            wrong = [path for path in self._files(entry) if _sha256(path) not in accepted]
            for path in wrong:
                path.unlink()
            damaged += [entry] if wrong else []
        return damaged

    def _built(self) -> dict[str, str]:
        """Return the hash of each package that was built here, by file name."""
        path = self.folder / BUILT
        lines = path.read_text().splitlines() if path.exists() else []
        return {line.split()[0]: line.split()[1] for line in lines}

    def _unlocked(self, entries: Iterable[Entry]) -> list[Path]:
        return [path for entry in entries for path in self._files(entry) if _sha256(path) not in entry.text]

    def _files(self, entry: Entry) -> list[Path]:
        start = _normal(f"{entry.name}-{entry.version}-")
        return [path for path in sorted(self.folder.glob("*.whl")) if _normal(path.name).startswith(start)]


def _entries(text: str) -> list[Entry]:
    return [Entry(found[1], found[2], found[3].strip(), found[0].rstrip()) for found in ENTRY.finditer(text)]


def _pip(python: Path) -> list[str]:
    return [str(python), "-m", "pip", "--disable-pip-version-check"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
