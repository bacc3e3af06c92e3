"""Every commit of the stream's tables, kept for as long as a measurement lasts.

The tables keep five minutes of their past, and a rate may be held for longer. So their files are linked into
a folder of the measurement's own while the job runs: that costs next to nothing, and a link keeps the moment
at which the file was written.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from corkboard import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings

LOG = "_delta_log"
EVERY_S = 5


class Commits:
    """The feeds' tables, and links to their files.

    Args:
        settings: Whose tables.
        folder: Where the links go, on the same file system.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._ended = threading.Event()

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Link what there is, again and again until the block ends."""
        thread = threading.Thread(target=self._follow)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def latencies(self, moments: dict[str, dict[int, float]]) -> list[float]:
        """Return the seconds from each put to the commit that has its row, sorted."""
        waits = []
        for feed in catalogue.FEEDS:
            left = dict(moments[feed.name])
            folder = self._folder / feed.streamed
            for entry in sorted((folder / LOG).glob("*.json")):
                committed_at = entry.stat().st_mtime
                keys = [key for file in _added(entry, folder) for key in _keys(file)]
                waits += [committed_at - left.pop(key) for key in keys if key in left]
            if left:
                raise SystemExit(f"{len(left)} rows of {feed.streamed} are in no commit")
        return sorted(waits)

    def _follow(self) -> None:
        while not self._ended.wait(EVERY_S):
            self._link()
        self._link()

    def _link(self) -> None:
        for feed in catalogue.FEEDS:
            table = Path(self._settings.clean_table(feed.streamed))
            for below, pattern in ((".", "*.parquet"), (LOG, "*.json")):
                kept = self._folder / feed.streamed / below
                kept.mkdir(parents=True, exist_ok=True)
                for file in (table / below).glob(pattern):
                    with contextlib.suppress(
                        FileExistsError, FileNotFoundError
                    ):  # linked, or just swept away
                        os.link(file, kept / file.name)


def _added(entry: Path, folder: Path) -> list[Path]:
    """Return the files that a commit added with new rows; a compaction's have none."""
    actions = (json.loads(line).get("add") for line in entry.read_text().splitlines())
    return [folder / add["path"] for add in actions if add and add["dataChange"]]


def _keys(file: Path) -> list[int]:
    keys: list[int] = pq.read_table(file, columns=[catalogue.CLEAN_KEY])[0].to_pylist()
    return keys
