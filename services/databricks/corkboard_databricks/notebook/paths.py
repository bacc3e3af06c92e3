"""Where a notebook that another one names lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = ("", ".ipynb", ".py", ".sql")


def resolve(name: str, *, folder: Path, root: Path) -> Path:
    """Return the file of a notebook.

    Args:
        name: As ``%run`` or ``dbutils.notebook.run`` has it: ``./setup``, ``../setup``, or a path in a
            workspace (``/Users/me@site/project/setup``), whose first folders need not exist here.
        folder: Where the notebook that asks lies.
        root: Where paths in the workspace begin.

    Raises:
        UsageError: There is no such file.
    """
    wanted = name.strip().strip("\"'")
    for place in _places(wanted, folder, root):
        for suffix in SUFFIXES:
            path = place.with_name(place.name + suffix)
            if path.is_file():
                return path
    for place in _places(wanted, folder, root):
        if found := _alike(place):
            return found
    raise UsageError(f"there is no notebook {wanted!r}", hint=f"it was looked for from {folder} on")


def _places(wanted: str, folder: Path, root: Path) -> Iterator[Path]:
    """Yield where it may be, the likeliest first."""
    if not wanted.startswith("/"):
        yield (folder / wanted).resolve()
        return
    parts = [part for part in wanted.split("/") if part]
    for dropped in range(len(parts)):
        for start in (root, folder):
            yield start.joinpath(*parts[dropped:])


def _alike(place: Path) -> Path | None:
    """Return the one file whose name differs in blanks, signs and case alone: exports change those."""
    if not place.parent.is_dir():
        return None
    wanted = _bare(place.name)
    found = [
        path for path in place.parent.iterdir() if path.suffix in SUFFIXES[1:] and _bare(path.stem) == wanted
    ]
    return found[0] if len(found) == 1 else None


def _bare(name: str) -> str:
    return re.sub(r"%20|[^a-z0-9]", "", re.sub(r"\.(ipynb|py|sql)$", "", name.lower()))
