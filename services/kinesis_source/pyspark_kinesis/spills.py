"""Fetched records on disk until their batch is done: one Arrow file a fetch of a shard.

A process has a folder, and holds a lock on a file beside it for as long as it lives. Spark kills the
process that fetches without a word, so each new one removes the folders whose lock nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from pyspark_kinesis.records import ARROW_SCHEMA, batch_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark_kinesis.offsets import Mark, Offset
    from pyspark_kinesis.ranges import Range
    from pyspark_kinesis.wire import Record

PREFIX = "pyspark-kinesis-"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Piece:
    """The records of one fetch of one shard, on disk."""

    end: Mark
    path: Path


class Writer:
    """Writes one piece; without records there is no file."""

    def __init__(self, path: Path, stream: str, shard: str) -> None:
        self.path = path
        self._stream, self._shard = stream, shard
        self._out: pa.RecordBatchStreamWriter | None = None
        self._file: pa.OSFile | None = None

    def write(self, records: list[Record]) -> None:
        """Append a page."""
        if not records:
            return
        if self._out is None:
            self._file = pa.OSFile(str(self.path), "wb")
            self._out = pa.ipc.new_stream(self._file, ARROW_SCHEMA)
        self._out.write_batch(batch_of(records, self._stream, self._shard))

    def close(self) -> None:
        """End the file."""
        if self._out is not None and self._file is not None:
            self._out.close()
            self._file.close()


class Spills:
    """The pieces that this process has fetched and Spark has not done with.

    Args:
        root: Where the folder is made; empty for the machine's temporary folder.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root or tempfile.gettempdir())
        self._pieces: dict[tuple[str, str, str], Piece] = {}
        self._lock: IO[str] | None = None
        self._folder: Path | None = None

    def writer(self, stream: str, shard: str) -> Writer:
        """Return what writes a new piece."""
        return Writer(self.folder() / f"{uuid.uuid4().hex}.arrow", stream, shard)

    def add(self, writer: Writer, stream: str, shard: str, *, start: Mark, end: Mark) -> None:
        """Take note of a piece that is written."""
        earlier = self._pieces.get((stream, shard, start.after))
        if earlier is not None:
            earlier.path.unlink(missing_ok=True)
        self._pieces[stream, shard, start.after] = Piece(end, writer.path)

    def paths(self, wanted: Range) -> tuple[str, ...]:
        """Return the files that hold a range, in order; none when they do not hold all of it."""
        found, after = [], wanted.start.after
        while after != wanted.end.after:
            piece = self._pieces.get((wanted.stream, wanted.shard, after))
            if piece is None or piece.end.records > wanted.end.records:
                return ()
            found.append(str(piece.path))
            after = piece.end.after
        return tuple(found)

    def drop(self, done: Offset) -> None:
        """Remove what is read and committed."""
        for key, piece in list(self._pieces.items()):
            stream, shard, _ = key
            if stream in done and piece.end.records <= done[stream].mark(shard).records:
                del self._pieces[key]
                piece.path.unlink(missing_ok=True)

    def folder(self) -> Path:
        """Return this process' folder; the first call makes it, and removes those of dead processes."""
        if self._folder is None:
            sweep(self._root)
            name = f"{PREFIX}{uuid.uuid4().hex}"
            self._lock = (self._root / f"{name}{LOCK}").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._folder = self._root / name
            self._folder.mkdir(mode=0o700)
        return self._folder

    def close(self) -> None:
        """Remove everything."""
        self._pieces.clear()
        if self._folder is not None and self._lock is not None:
            _remove(self._folder)
            self._lock.close()
            self._folder = None


def sweep(root: Path) -> None:
    """Remove the folders under ``root`` whose processes have died."""
    for folder in root.glob(f"{PREFIX}*"):
        if folder.suffix == LOCK or not folder.is_dir():
            continue
        with contextlib.suppress(OSError), folder.with_suffix(LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)


def batches_in(paths: Iterable[str]) -> Iterable[pa.RecordBatch]:
    """Yield the batches of pieces, which are mapped and not loaded."""
    for path in paths:
        with pa.memory_map(path, "r") as mapped:
            yield from pa.ipc.open_stream(mapped)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(LOCK).unlink(missing_ok=True)
