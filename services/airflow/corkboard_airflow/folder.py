"""The DAG folder on the disk: what is in it, and how a file gets there whole."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN = ("__pycache__",)


class Folder:
    """A folder that is kept like a bucket.

    Args:
        root: Where it is.
        record: The file that keeps the versions of what was fetched; it lies elsewhere.
    """

    def __init__(self, root: Path, record: Path) -> None:
        self._root = root
        self._record = record

    def taken(self) -> dict[str, str]:
        """Return the version of each file that was fetched; nothing where the record is damaged."""
        try:
            found: dict[str, str] = json.loads(self._record.read_text())
        except (OSError, ValueError):
            return {}
        return found

    def remember(self, versions: Mapping[str, str]) -> None:
        """Keep the versions of what the folder holds now."""
        draft = self._record.with_name(f"{self._record.name}.{os.getpid()}")
        draft.write_text(json.dumps(dict(versions)))
        draft.replace(self._record)

    def present(self) -> frozenset[str]:
        """Return the names of the files in the folder, but for what Python leaves beside them."""
        paths = (path.relative_to(self._root) for path in self._root.rglob("*") if path.is_file())
        return frozenset(str(path) for path in paths if not set(OWN) & set(path.parts))

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole; a reader sees the old content or the new one."""
        target = self._root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = self._root.parent / f"fetching.{os.getpid()}"
        draft.write_bytes(content)
        draft.replace(target)

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that are empty without it."""
        path = self._root / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self._root or any(one.name not in OWN for one in folder.iterdir()):
                return
            for left in folder.glob("*/*"):
                left.unlink()
            for left in folder.glob("*"):
                left.rmdir()
            folder.rmdir()
