"""A notebook's workspace: the folder in which it and those that it names lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HIGHEST = 6


def root_of(path: Path) -> Path:
    """Return where paths in a workspace begin for a notebook: its Git repository, or its own folder."""
    folder = path.resolve().parent
    for place in (folder, *list(folder.parents)[:HIGHEST]):
        if (place / ".git").exists():
            return place
    return folder
