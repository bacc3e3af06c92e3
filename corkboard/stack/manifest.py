"""What a folder of the cache held when it was verified: sizes and times of change, cheap to compare."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MANIFEST = "verified.json"
Mark = list[int]


def remember(folder: Path, names: Iterable[str] | None = None) -> None:
    """Record files of a folder as verified; without names, all that are not written while it is used."""
    chosen = _lasting(folder) if names is None else names
    marks = {name: mark(folder / name) for name in chosen}
    making = folder / f"{MANIFEST}.{os.getpid()}"
    making.write_text(json.dumps(marks))
    making.replace(folder / MANIFEST)


def recorded(folder: Path) -> dict[str, Mark]:
    """Return what was recorded; nothing when nothing was, or the record itself is damaged."""
    try:
        content: dict[str, Mark] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return {}
    return content


def damaged(folder: Path) -> list[str]:
    """Return the recorded files that are gone or changed since."""
    root = str(folder)
    return [name for name, seen in recorded(folder).items() if mark(f"{root}/{name}") != seen]


def is_intact(folder: Path) -> bool:
    """Say whether a folder was verified and still is as it was."""
    return (folder / MANIFEST).exists() and not damaged(folder)


def mark(path: Path | str) -> Mark | None:
    """Return a file's size in bytes and time of change in nanoseconds; ``None`` when it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of files, and Path.stat costs twice as much
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _lasting(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.suffix != ".pyc" and path.name != MANIFEST
    )
