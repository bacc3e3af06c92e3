"""What Kafka Connect loads of the plugin folders: folders and jars as they are, zips unpacked.

::

    plugins/acme-sink-1.2.zip ──▶ data/plugins/acme-sink-1.2+<mark>/   again when the file changes
    plugins/other-sink        ──▶ data/plugins/other-sink              a link

Connect never sees the zips themselves: it would search each of them for seconds, and find nothing.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HINT = "fetch it again, or take it out of the plugin folder"
CODE = (".jar", ".class")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Room:
    """How much one zip may become."""

    files: int = 20_000
    size_bytes: int = 1 << 30

    def __str__(self) -> str:
        return f"{self.files:,} files and {self.size_bytes:,} bytes"


ROOM = Room()


def arrange(folders: Sequence[Path], into: Path, room: Room = ROOM) -> None:
    """Make ``into`` hold what Connect is to load of the plugin folders, and nothing else.

    A worker that runs keeps what it has loaded until its next start. What cannot be unpacked is met before
    anything is taken away, so that such a worker goes on.

    Raises:
        PreflightError: A zip is broken, needs more than ``room``, writes outside its folder or has no code.
    """
    into.mkdir(parents=True, exist_ok=True)
    found = [path for folder in folders for path in sorted(folder.iterdir())]
    there = [path for path in found if not path.name.startswith(".")]
    unpacked = {into / f"{path.stem}+{_mark(path)}": path for path in there if _is_file(path, ".zip")}
    for folder, path in unpacked.items():
        if not folder.exists():
            _unpack(path, folder, room)
    for old in into.iterdir():
        if old.is_symlink():
            old.unlink()
        elif old not in unpacked:
            shutil.rmtree(old)
    for path in there:
        if path.is_dir() or _is_file(path, ".jar"):
            (into / path.name).symlink_to(path.absolute())


def _is_file(path: Path, suffix: str) -> bool:
    return path.suffix.lower() == suffix and path.is_file()


def _mark(path: Path) -> str:
    found = path.stat()
    seen = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:10]


def _unpack(path: Path, folder: Path, room: Room) -> None:
    """Unpack beside the folder and rename at the end, so that half a plugin is never loaded."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a start that was cut
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not _is_of_a_mac(member.filename)]
            _check(path, members, room)
            archive.extractall(part, members)
    except BROKEN as error:
        shutil.rmtree(part, ignore_errors=True)
        raise PreflightError(f"{path} cannot be unpacked: {error}", hint=HINT) from error
    part.rename(folder)


def _check(path: Path, members: Sequence[zipfile.ZipInfo], room: Room) -> None:
    """Refuse before a byte is written; a member never yields more than the size it states."""
    names = [member.filename for member in members]
    if outside := [name for name in names if name.startswith("/") or ".." in PurePosixPath(name).parts]:
        raise PreflightError(f"{path} would write outside its folder: {outside[0]!r}", hint=HINT)
    if not any(name.endswith(CODE) for name in names):
        raise PreflightError(f"{path} has no jar in it, so it is no plugin", hint=HINT)
    needed = Room(len(names), sum(member.file_size for member in members))
    if needed.files > room.files or needed.size_bytes > room.size_bytes:
        raise PreflightError(f"{path} is too large: it has {needed}, the limit is {room}", hint=HINT)


def _is_of_a_mac(name: str) -> bool:
    """Say whether it is one of the files that macOS adds; some of them are called ``._x.jar``."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith("._") for part in parts)
