"""What the DAG folder lacks: compares the bucket with what was last taken from it, and touches neither."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Steps:
    """What makes the folder like the bucket.

    Attributes:
        fetch: Names below the DAG folder whose content is to be fetched.
        remove: Names that are in the bucket no more.
        refused: Names that would lie outside the folder, or cannot be a file.
    """

    fetch: tuple[str, ...]
    remove: tuple[str, ...]
    refused: tuple[str, ...]


def steps(wanted: Mapping[str, str], taken: Mapping[str, str], present: frozenset[str]) -> Steps:
    """Return what is to be done.

    Args:
        wanted: The bucket's version (ETag) of each name.
        taken: The versions that were last fetched.
        present: The names that are in the folder now; one that was removed by hand is fetched again.
    """
    good = {name: version for name, version in wanted.items() if is_file_name(name)}
    return Steps(
        fetch=tuple(
            name for name, version in good.items() if taken.get(name) != version or name not in present
        ),
        remove=tuple(sorted((present | set(taken)) - set(good))),
        refused=tuple(sorted(set(wanted) - set(good))),
    )


def is_file_name(name: str) -> bool:
    """Say whether a key's rest names a file inside the folder; what ends in a slash marks a folder."""
    path = PurePosixPath(name)
    parts = name.split("/")
    return bool(name) and not path.is_absolute() and not {"", ".", ".."} & set(parts) and "\0" not in name
