"""Paths: what a notebook writes, what Spark is given, and where it lies on this machine."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
LOCAL_ROOT = "/dbfs"
OWN_FOLDER = ".corkboard"


def normal(path: str) -> str:
    """Return a path as Spark takes it: ``dbfs:/x``, ``/x`` and ``x`` are ``/x``; other schemes stay."""
    if path.startswith("dbfs:"):
        path = path.removeprefix("dbfs:")
    elif SCHEME.match(path):
        return path
    return posixpath.normpath("/" + path.lstrip("/"))


def shown(path: str) -> str:
    """Return a path of Spark's as Databricks shows it, such as ``dbfs:/mnt/x``."""
    return re.sub(r"^dbfs:/*", "dbfs:/", path)


def is_local_name(path: str) -> bool:
    """Whether plain Python's path means DBFS."""
    return path == LOCAL_ROOT or path.startswith(f"{LOCAL_ROOT}/")


def local_path(path: str, settings: Settings) -> Path:
    """Return where ``/dbfs/...`` lies on this machine; any other DBFS path is taken likewise.

    Raises:
        ValueError: It leads out of DBFS.
    """
    inner = path.removeprefix(LOCAL_ROOT) if is_local_name(path) else path.removeprefix("dbfs:")
    parts = [part for part in inner.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise ValueError(f"{path} leads out of DBFS")
    return settings.dbfs_dir.joinpath(*parts)
