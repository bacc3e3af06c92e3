"""What a mirror lacks: a bucket's listing, the local files, and what both were when they last agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class Remote:
    """An object.

    Attributes:
        etag: Changes with its content.
        size_bytes: Its length.
        modified_at: In seconds since the epoch.
    """

    etag: str
    size_bytes: int
    modified_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Local:
    """A file.

    Attributes:
        size_bytes: Its length.
        mtime_ns: When it was changed.
    """

    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Object and file as they were when they held the same."""

    etag: str
    local: Local


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, by keys.

    Attributes:
        fetch: Objects that are new or changed.
        drop: Files whose objects are gone.
        put: Files that are new or changed here.
        remove: Objects whose files are gone here.
    """

    fetch: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    put: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def plan(remote: Mapping[str, Remote], local: Mapping[str, Local], agreed: Mapping[str, Agreed]) -> Plan:
    """Return what makes bucket and mirror the same; where both were changed, the bucket wins.

    Args:
        remote: All objects, by key below the mount's prefix.
        local: All files, by the same names.
        agreed: Of the last time.
    """
    fetch, drop, put, remove = [], [], [], []
    for key in sorted(remote.keys() | local.keys()):
        was, here, there = agreed.get(key), local.get(key), remote.get(key)
        if there and (was is None or was.etag != there.etag):
            fetch.append(key)
        elif here and (was is None or was.local != here):
            put.append(key)
        elif there and here is None:
            remove.append(key)
        elif here and there is None:
            drop.append(key)
    return Plan(tuple(fetch), tuple(drop), tuple(put), tuple(remove))


def is_fit(key: str) -> bool:
    """Whether an object's key can be a file's path below the mirror: S3 allows more than a disk does."""
    parts = key.split("/")
    return all(
        part not in ("", ".", "..") and "\0" not in part and len(part.encode()) <= LONGEST_NAME_BYTES
        for part in parts
    )


def without_folders_that_are_files(keys: set[str]) -> set[str]:
    """Return the keys without those that others lie below, such as ``a`` beside ``a/b``."""
    folders = {key[:index] for key in keys for index, letter in enumerate(key) if letter == "/"}
    return keys - folders
