"""``dbfs/*``: the files that notebooks see as ``dbfs:/``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from corkboard_databricks.dbfs.paths import OWN_FOLDER, normal
from corkboard_databricks.jobs import file_requests as ask
from corkboard_databricks.jobs.base64_text import decoded, encoded
from corkboard_databricks.jobs.errors import EXISTS, INVALID, ApiError, files_refusing
from corkboard_databricks.jobs.reading import shaped
from corkboard_databricks.jobs.uploads import Uploads

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard_databricks.jobs.folders import Folders

LARGEST_BLOCK = 1 << 20


class Dbfs:
    """Answers calls about DBFS.

    Args:
        folders: Know where it lies.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._uploads = Uploads()

    def get_status(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return what a path names."""
        path, file = self._file(shaped(members, ask.OnePath).path)
        with files_refusing(path):
            return _shown(file, path)

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return what a folder holds, or the one file that a path names."""
        path, file = self._file(shaped(members, ask.OnePath).path)
        with files_refusing(path):
            if not file.is_dir():
                return {"files": [_shown(file, path)]}
            inside = sorted(one for one in file.iterdir() if one.name != OWN_FOLDER)
            found = [_shown(one, f"{path.rstrip('/')}/{one.name}") for one in inside]
        return {"files": found} if found else {}

    def mkdirs(self, members: dict[str, Any]) -> dict[str, Any]:
        """Make a folder and those above it; harmless when it is there."""
        path, file = self._file(shaped(members, ask.OnePath).path)
        with files_refusing(path):
            file.mkdir(parents=True, exist_ok=True)
        return {}

    def put(self, members: dict[str, Any]) -> dict[str, Any]:
        """Write a whole file."""
        wanted = shaped(members, ask.Put)
        content = decoded(wanted.contents, "contents")
        path, file = self._file(wanted.path)
        with files_refusing(path):
            _make_room(file, path, is_wanted=wanted.overwrite)
            file.write_bytes(content)
        return {}

    def create(self, members: dict[str, Any]) -> dict[str, Any]:
        """Begin a file that is written block by block."""
        wanted = shaped(members, ask.Create)
        path, file = self._file(wanted.path)
        with files_refusing(path):
            _make_room(file, path, is_wanted=wanted.overwrite)
            file.write_bytes(b"")
        return {"handle": self._uploads.begin(file)}

    def add_block(self, members: dict[str, Any]) -> dict[str, Any]:
        """Add a block to a file that was begun."""
        wanted = shaped(members, ask.Block)
        block = _block(wanted.data, "data")
        file = self._uploads.file(wanted.handle)
        with files_refusing(file.name), file.open("ab") as target:
            target.write(block)
        return {}

    def close(self, members: dict[str, Any]) -> dict[str, Any]:
        """End a file that was begun."""
        self._uploads.end(shaped(members, ask.Close).handle)
        return {}

    def read(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return a part of a file."""
        wanted = shaped(members, ask.Read)
        if wanted.length > LARGEST_BLOCK:
            raise ApiError(
                "MAX_READ_SIZE_EXCEEDED", f"length: at most {LARGEST_BLOCK} bytes are read at once"
            )
        path, file = self._file(wanted.path)
        with files_refusing(path), file.open("rb") as source:
            source.seek(wanted.offset)
            content = source.read(wanted.length)
        return {"bytes_read": len(content), "data": encoded(content)}

    def delete(self, members: dict[str, Any]) -> dict[str, Any]:
        """Remove a file or a folder; harmless when it is not there."""
        wanted = shaped(members, ask.Delete)
        path, file = self._file(wanted.path)
        _refuse_root(path)
        with files_refusing(path):
            if file.is_dir() and not file.is_symlink():
                if not wanted.recursive and any(file.iterdir()):
                    raise ApiError("DIRECTORY_NOT_EMPTY", f"{path} is not empty; use recursive")
                shutil.rmtree(file)
            else:
                file.unlink(missing_ok=True)
        return {}

    def move(self, members: dict[str, Any]) -> dict[str, Any]:
        """Move a file or a folder."""
        wanted = shaped(members, ask.Move)
        path, file = self._file(wanted.source_path)
        target_path, target = self._file(wanted.destination_path)
        _refuse_root(path)
        with files_refusing(path):
            file.stat()
        with files_refusing(target_path):
            if target.is_dir():
                target = target / file.name
            if target.exists():
                raise ApiError(EXISTS, f"{target_path} exists already")
            file.rename(target)
        return {}

    def _file(self, path: str) -> tuple[str, Path]:
        """Return a path as it is shown, and where it lies.

        Raises:
            ApiError: It does not begin with a slash, or leads where nobody may go.
        """
        if not path.startswith(("/", "dbfs:/")) or "\0" in path:
            raise ApiError(INVALID, f"path: {path!r} must begin with '/' or 'dbfs:/'")
        file = self._folders.dbfs(path)
        shown = normal(path)
        if OWN_FOLDER in shown.split("/"):
            raise ApiError("PERMISSION_DENIED", f"path: {path!r} is not open to clients")
        return shown, file


def _make_room(file: Path, path: str, *, is_wanted: bool) -> None:
    if file.is_dir():
        raise ApiError(INVALID, f"path: {path!r} is a folder")
    if file.exists() and not is_wanted:
        raise ApiError(EXISTS, f"A file or directory already exists at the input path {path}.")
    file.parent.mkdir(parents=True, exist_ok=True)


def _block(text: str, field: str) -> bytes:
    block = decoded(text, field)
    if len(block) > LARGEST_BLOCK:
        raise ApiError("MAX_BLOCK_SIZE_EXCEEDED", f"{field}: at most {LARGEST_BLOCK} bytes are taken at once")
    return block


def _refuse_root(path: str) -> None:
    if path == "/":
        raise ApiError(INVALID, "path: '/' is all of DBFS, which stays")


def _shown(file: Path, path: str) -> dict[str, Any]:
    status = file.stat()
    return {
        "path": path,
        "is_dir": file.is_dir(),
        "file_size": 0 if file.is_dir() else status.st_size,
        "modification_time": status.st_mtime_ns // 1_000_000,
    }
