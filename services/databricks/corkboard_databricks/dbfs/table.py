"""The table of mounts: a file of DBFS' own folder, which nobody else may read as it holds keys."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from corkboard_databricks.dbfs.paths import OWN_FOLDER
from corkboard_databricks.dbfs.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount.

    Attributes:
        point: Such as ``/mnt/pins``.
        source: The bucket.
        encryption: As it was said; the emulator knows none.
    """

    point: str
    source: Source
    encryption: str = ""

    def has(self, path: str) -> bool:
        """Whether a DBFS path lies in it."""
        return path == self.point or path.startswith(f"{self.point}/")


class Table:
    """Mounts that last, by point.

    Args:
        dbfs: The folder behind ``dbfs:/``.
    """

    def __init__(self, dbfs: Path) -> None:
        self.file = dbfs / OWN_FOLDER / "mounts.json"

    def read(self) -> dict[str, Mount]:
        """Return the mounts; none where the file is not there."""
        try:
            rows = json.loads(self.file.read_text())
        except FileNotFoundError:
            return {}
        return {row["point"]: Mount(row["point"], Source(**row["source"]), row["encryption"]) for row in rows}

    def write(self, mounts: Iterable[Mount]) -> None:
        """Replace them: whoever reads sees the old ones or the new."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps([asdict(one) for one in mounts]))
        draft.replace(self.file)
