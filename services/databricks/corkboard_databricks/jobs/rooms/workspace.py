"""``workspace/*``: notebooks and files, in a folder of the stack."""

from __future__ import annotations

import json
import shutil
import zlib
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_databricks.jobs import file_requests as ask
from corkboard_databricks.jobs.base64_text import decoded, encoded
from corkboard_databricks.jobs.errors import ABSENT, EXISTS, INVALID, ApiError, files_refusing
from corkboard_databricks.jobs.reading import shaped
from corkboard_databricks.jobs.sources import as_jupyter, as_source
from corkboard_databricks.jobs.workspace_paths import SUFFIXES, Place, named, place_of

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 10 << 20
LANGUAGES = {"PYTHON": ".py", "SQL": ".sql"}
NAMES = {".py": "PYTHON", ".sql": "SQL", ".ipynb": "PYTHON"}
MARKS = {"# Databricks notebook source": ".py", "-- Databricks notebook source": ".sql"}


class Workspace:
    """Answers calls about the workspace.

    Args:
        root: Its folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def mkdirs(self, members: dict[str, Any]) -> dict[str, Any]:
        """Make a folder and those above it; harmless when it is there."""
        place = place_of(shaped(members, ask.OnePath).path)
        with files_refusing(place.asked):
            (self._root / place.below).mkdir(parents=True, exist_ok=True)
        return {}

    def get_status(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return what a path names."""
        place = place_of(shaped(members, ask.OnePath).path)
        return self._shown(self._there(place), place.asked)

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return what a folder holds, or the one notebook that a path names."""
        place = place_of(shaped(members, ask.OnePath).path)
        there = self._there(place)
        if there.is_file():
            return {"objects": [self._shown(there, place.asked)]}
        with files_refusing(place.asked):
            inside = sorted(one for one in there.iterdir() if not one.name.startswith((".", "__pycache__")))
        above = place.asked.rstrip("/")
        objects = [self._shown(one, f"{above}/{_bare(one)}") for one in inside]
        return {"objects": objects} if objects else {}

    def import_(self, members: dict[str, Any]) -> dict[str, Any]:
        """Keep a notebook or a file."""
        wanted = shaped(members, ask.Import)
        place, content = place_of(wanted.path), decoded(wanted.content, "content")
        if len(content) > LARGEST_BYTES:
            raise ApiError("MAX_NOTEBOOK_SIZE_EXCEEDED", f"content: longer than {LARGEST_BYTES >> 20} MB")
        if not place.below.name:
            raise ApiError(INVALID, f"path: {wanted.path!r} is a folder")
        suffix = _suffix(wanted, content)
        with files_refusing(place.asked):
            file = self._root / place.below
            file = file if file.suffix == suffix or not suffix else file.with_name(file.name + suffix)
            others = {one for one in (file, *named(self._root / place.below)) if one.exists()}
            if others and not wanted.overwrite:
                raise ApiError(EXISTS, f"Path ({place.asked}) already exists; overwrite it with overwrite")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            for other in others - {file}:
                other.unlink()  # the notebook before, in another form
        return {}

    def export(self, members: dict[str, Any]) -> dict[str, Any] | bytes:
        """Return a notebook's source, or a file."""
        wanted = shaped(members, ask.Export)
        place = place_of(wanted.path)
        file = self._there(place)
        if file.is_dir():
            raise ApiError(INVALID, f"path: {place.asked!r} is a folder, and folders are not exported here")
        with files_refusing(place.asked):
            content, suffix = _exported(file, wanted.format)
        if wanted.direct_download:
            return content
        return {"content": encoded(content), "file_type": suffix.lstrip(".")}

    def delete(self, members: dict[str, Any]) -> dict[str, Any]:
        """Remove a notebook, or a folder."""
        wanted = shaped(members, ask.Delete)
        place = place_of(wanted.path)
        if not place.below.name:
            raise ApiError("BAD_REQUEST", f"path: {wanted.path!r} is the whole workspace, which stays")
        there = self._there(place)
        with files_refusing(place.asked):
            if there.is_file():
                there.unlink()
            elif not wanted.recursive and any(there.iterdir()):
                raise ApiError("DIRECTORY_NOT_EMPTY", f"Folder ({place.asked}) is not empty; use recursive")
            else:
                shutil.rmtree(there)
        return {}

    def _there(self, place: Place) -> Path:
        """Return the file or folder that a path names.

        Raises:
            ApiError: There is none, or a notebook is there in several forms.
        """
        path = self._root / place.below
        with files_refusing(place.asked):
            if path.exists():
                return path
            found = named(path)
        if len(found) > 1:
            raise ApiError(INVALID, f"path: {place.asked!r} is ambiguous: {[one.name for one in found]}")
        if not found:
            raise ApiError(ABSENT, f"Path ({place.asked}) doesn't exist.")
        return found[0]

    def _shown(self, there: Path, path: str) -> dict[str, Any]:
        with files_refusing(path):
            status = there.stat()
        moment = status.st_mtime_ns // 1_000_000
        number = zlib.crc32(str(there.relative_to(self._root)).encode()) + 1
        shown = {"path": path, "object_id": number, "created_at": moment, "modified_at": moment}
        if there.is_dir():
            return {**shown, "object_type": "DIRECTORY"}
        if there.suffix in NAMES:
            return {
                **shown,
                "object_type": "NOTEBOOK",
                "language": NAMES[there.suffix],
                "size": status.st_size,
            }
        return {**shown, "object_type": "FILE", "size": status.st_size}


def _bare(path: Path) -> str:
    """Return a name as the workspace shows it: notebooks have no suffix."""
    return path.stem if path.is_file() and path.suffix in SUFFIXES else path.name


def _suffix(wanted: ask.Import, content: bytes) -> str:
    """Return what the file's name ends with; empty for a file that is no notebook.

    Raises:
        ApiError: It is in a form or a language that is not run here.
    """
    own = next((suffix for suffix in SUFFIXES if wanted.path.endswith(suffix)), "")
    if wanted.format == "RAW":
        return ""
    if wanted.format == "JUPYTER" or (wanted.format == "AUTO" and own == ".ipynb"):
        try:
            json.loads(content)
        except ValueError as error:
            raise ApiError(INVALID, f"content: it is no notebook of Jupyter's ({error})") from error
        return ".ipynb"
    if wanted.format == "AUTO":
        first = content[:80].decode(errors="replace").split("\n")[0].strip()
        return own or MARKS.get(first, "")
    if wanted.format != "SOURCE":
        raise ApiError(
            INVALID, f"format: {wanted.format} is not taken here; use SOURCE, JUPYTER, RAW or AUTO"
        )
    suffix = LANGUAGES.get(wanted.language or "") or (own if wanted.language is None else "")
    if not suffix:
        raise ApiError(INVALID, "language: with the format SOURCE it must be PYTHON or SQL")
    return suffix


def _exported(file: Path, form: str) -> tuple[bytes, str]:
    """Return a file's content in a form, and the suffix of that."""
    is_notebook = file.suffix in SUFFIXES
    try:
        if is_notebook and form == "JUPYTER":
            return as_jupyter(file), ".ipynb"
        if is_notebook and form == "SOURCE":
            return as_source(file), ".py" if file.suffix == ".ipynb" else file.suffix
    except UsageError as error:
        raise ApiError(INVALID, f"path: {error.message}") from error
    if form in ("SOURCE", "AUTO", "RAW"):
        return file.read_bytes(), file.suffix
    raise ApiError(INVALID, f"format: {form} is not given here; use SOURCE, JUPYTER, RAW or AUTO")
