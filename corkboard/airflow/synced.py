"""What the synchronisation of DAGs has last seen: it writes a file, and ``status`` and ``doctor`` read it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from corkboard.airflow.environment import home

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

NEVER = "not looked yet"


class Synced(msgspec.Struct, frozen=True):
    """One look at the bucket.

    Attributes:
        bucket: Which one.
        files: How many files the DAG folder holds now.
        at: When the bucket was last read whole, in seconds since the epoch; 0 for never.
        failure: Why it could not be read now; empty when it was.
        requirements: Each difference between ``requirements.txt`` and what is installed.
    """

    bucket: str
    files: int = 0
    at: float = 0.0
    failure: str = ""
    requirements: tuple[str, ...] = ()

    def told(self) -> str:
        """Return it in a sentence."""
        if self.failure:
            return f"{self.failure}; going on with what is there ({_count(self.files)})"
        differences = f"; requirements.txt: {'; '.join(self.requirements)}" if self.requirements else ""
        return f"{_count(self.files)} from s3://{self.bucket}{differences}"


def _count(files: int) -> str:
    return f"{files} file" + ("" if files == 1 else "s")


def path(settings: Settings) -> Path:
    """Return the file."""
    return home(settings) / "synced.json"


def read(settings: Settings) -> Synced | None:
    """Return the last look; ``None`` before the first, or when the file cannot be read."""
    try:
        return msgspec.json.decode(path(settings).read_bytes(), type=Synced)
    except (OSError, msgspec.DecodeError):
        return None


def write(settings: Settings, synced: Synced) -> None:
    """Replace the last look."""
    file = path(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_bytes(msgspec.json.encode(synced))
    draft.replace(file)
