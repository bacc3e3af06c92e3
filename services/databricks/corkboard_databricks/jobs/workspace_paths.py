"""Paths of a workspace: which file in the stack's folder each names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corkboard_databricks.jobs.errors import INVALID, ApiError, files_refusing
from corkboard_databricks.notebook.paths import bare

SUFFIXES = (".ipynb", ".py", ".sql")
HOMES = re.compile(r"^(/Workspace)?(/Users(/[^/]+)?|/Repos(/[^/]+){0,2})(?=/|$)")
WORKSPACE = re.compile(r"^/Workspace(?=/|$)")
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads.

    Attributes:
        asked: The path as the client wrote it, tidied.
        home: What of it is somebody's home or repository, and is left out here.
        below: The rest, below the workspace's folder; ``.`` for the folder itself.
    """

    asked: str
    home: str
    below: PurePosixPath


def place_of(path: str) -> Place:
    """Return where a path leads: whose home it is in makes no difference.

    Raises:
        ApiError: It does not begin with a slash, or leads out of the workspace.
    """
    if not path.startswith("/"):
        raise ApiError(INVALID, f"path: {path!r} must begin with '/', such as /Users/me@example.com/notebook")
    tidy = "/" + "/".join(part for part in path.split("/") if part not in ("", "."))
    if ".." in tidy.split("/") or "\0" in tidy:
        raise ApiError(INVALID, f"path: {path!r} leads out of the workspace")
    match = HOMES.match(tidy) or WORKSPACE.match(tidy)
    home = match[0] if match else ""
    return Place(tidy, home, PurePosixPath(tidy[len(home) :].lstrip("/") or "."))


def find(root: Path, path: str) -> Path:
    """Return the file of a notebook or of a Python file: by its path, and where nothing is there by its name.

    Args:
        root: The workspace's folder.
        path: As a task names it, with or without its suffix.

    Raises:
        ApiError: There is none, or several; names those that were meant perhaps.
    """
    below = place_of(path).below
    with files_refusing(path):
        at_path = named(root / below)
    if len(at_path) == 1:
        return at_path[0]
    if at_path:
        raise ApiError(INVALID, f"{path!r} is ambiguous: {_listed(root, at_path)}; write its suffix")
    there = notebooks(root)
    wanted = below.name.removesuffix(below.suffix) if below.suffix in SUFFIXES else below.name
    alike = [one for one in there if one.stem == wanted]
    alike = alike or [one for one in there if bare(one.name) == bare(below.name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise ApiError(
            INVALID,
            f"Unable to access the notebook {path!r}: it is not there, and its name alone is ambiguous: "
            f"{_listed(root, alike)}",
        )
    known = _listed(root, there) or "nothing"
    raise ApiError(
        INVALID,
        f"Unable to access the notebook {path!r}: it does not exist. The workspace has {known}; "
        "import it with workspace/import, or copy it into the stack's folder workspace",
    )


def notebooks(root: Path) -> list[Path]:
    """Return every notebook and Python file of the workspace."""
    found = (one for suffix in SUFFIXES for one in root.rglob(f"*{suffix}"))
    return sorted(one for one in found if one.is_file() and "__pycache__" not in one.parts)


def named(place: Path) -> list[Path]:
    """Return the files that a path may mean."""
    if place.suffix in SUFFIXES and place.is_file():
        return [place]
    stem = place.with_suffix("") if place.suffix in SUFFIXES else place
    found = [stem.with_name(stem.name + suffix) for suffix in SUFFIXES] if stem.name else []
    return [one for one in found if one.is_file()]


def _listed(root: Path, found: list[Path]) -> str:
    names = [f"/{one.relative_to(root)}" for one in found]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + f" and {more} more" * (more > 0)
