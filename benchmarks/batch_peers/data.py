"""The generator's rows as they are on the wire, a file a feed and some thousand records, made once."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard_database.rows import generate
from corkboard_emulator import wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corkboard.catalogue import Feed

SEED = 100
FREE_FACTOR = 3
POST_BYTES = 1000  # its three records, rounded up


def bodies(posts: int, records: int) -> Iterator[tuple[Feed, int, bytes]]:
    """Yield each object: its feed, its first offset, and its lines; ``records`` in each but the last."""
    rows = generate(posts, SEED)
    for first in itertools.count(0, records):
        if not (part := list(itertools.islice(rows, records))):
            return
        for feed in catalogue.FEEDS:
            cells = (dict(zip(feed.columns, getattr(row, feed.name), strict=True)) for row in part)
            yield feed, first, b"".join(wire.encode(one) + b"\n" for one in cells)


def make_files(folder: Path, posts: int, records: int) -> Path:
    """Return a folder with the posts as files, ``<feed>/<first offset>.json``; made if it is not whole."""
    made = folder / f"{posts}x{records}"
    if made.exists():
        return made
    free, needed = shutil.disk_usage(folder).free, posts * POST_BYTES * FREE_FACTOR
    if free < needed:
        raise SystemExit(f"{posts:,} posts need {needed >> 30} GB of disk, and {folder} has {free >> 30}")
    unfinished = folder / f"{made.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for feed in catalogue.FEEDS:
        (unfinished / feed.name).mkdir(parents=True)
    for feed, first, body in bodies(posts, records):
        (unfinished / feed.name / f"{first:010d}.json").write_bytes(body)
    return unfinished.rename(made)


def read_files(made: Path) -> Iterator[tuple[Feed, int, bytes]]:
    """Yield the files as ``bodies`` did, feed by feed."""
    for feed in catalogue.FEEDS:
        for path in sorted((made / feed.name).iterdir()):
            yield feed, int(path.stem), path.read_bytes()
