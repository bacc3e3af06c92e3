"""Where a notebook that another one names lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = ("", ".ipynb", ".py", ".sql")
MOST_FOLDERS = 2000


def resolve(name: str, *, folder: Path, root: Path) -> Path:
    """Return the file of a notebook.

    A path in a workspace (``/Users/me@site/project/setup``) begins with folders that need not exist here,
    and people keep their notebooks in other folders in Git than in the workspace. So what is not where the
    path says is looked for from the asking notebook's folder upwards, and at last anywhere below the root,
    where there is but one of that name.

    Args:
        name: As ``%run`` or ``dbutils.notebook.run`` has it: ``./setup``, ``../setup``, or a whole path.
        folder: Where the notebook that asks lies.
        root: Where paths in the workspace begin.

    Raises:
        UsageError: There is no such file, or there are several.
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
    found_below = _below(root, wanted.rsplit("/", 1)[-1])
    if len(found_below) == 1:
        return found_below[0]
    several = f"; {len(found_below)} have that name below {root}" if found_below else ""
    raise UsageError(f"there is no notebook {wanted!r}{several}", hint="--root FOLDER says where paths begin")


def _places(wanted: str, folder: Path, root: Path) -> Iterator[Path]:
    """Yield where it may be, the likeliest first."""
    if not wanted.startswith("/"):
        yield (folder / wanted).resolve()
        return
    parts = [part for part in wanted.split("/") if part]
    starts = [root, folder, *(place for place in folder.parents if place.is_relative_to(root))]
    for dropped in range(len(parts)):
        for start in dict.fromkeys(starts):
            yield start.joinpath(*parts[dropped:])


def _below(root: Path, name: str) -> list[Path]:
    """Return the notebooks of a name anywhere below the root."""
    found, folders = [], [root]
    for folder in folders:
        if len(folders) > MOST_FOLDERS:
            return []
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith(".") and not path.is_symlink():
                folders.append(path)
            elif path.suffix in SUFFIXES[1:] and bare(path.name) == bare(name):
                found.append(path)
    return found


def _alike(place: Path) -> Path | None:
    """Return the one file whose name differs in blanks, signs and case alone: exports change those."""
    if not place.parent.is_dir():
        return None
    wanted = bare(place.name)
    found = [
        path for path in place.parent.iterdir() if path.suffix in SUFFIXES[1:] and bare(path.stem) == wanted
    ]
    return found[0] if len(found) == 1 else None


def bare(name: str) -> str:
    """Return of a notebook's name what exports leave as it is: no suffix, blanks, signs and case."""
    return re.sub(r"%20|[^a-z0-9]", "", re.sub(r"\.(ipynb|py|sql)$", "", name.lower()))
