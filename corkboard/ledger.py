"""What was posted, what was acknowledged, and where it landed.

One file a run, one line a record, appended after the answer came::

    {"feed":"pin","key":7528,"digest":"0f…","status":"acked","at":…,"place":["corkboard.pin",0,41]}

``status`` is ``acked`` (its place is known), ``unknown`` (sent, and no answer came; a later
line of the same feed and digest may be its retry) or ``dead`` (refused for good; ``reason``).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

Status = Literal["acked", "unknown", "dead"]
Place = tuple[str, int | str, int | str]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One record's fate.

    Attributes:
        feed: ``pin``, ``geo`` or ``user``.
        key: The record's key in its table.
        digest: ``digest(value)``, of the bytes as they were sent.
        status: ``acked``, ``unknown`` or ``dead``.
        at: Seconds since the epoch, when the fate was known.
        place: Topic, partition, offset; or stream, shard, sequence number.
        reason: Why, for ``unknown`` and ``dead``.
    """

    feed: str
    key: int
    digest: str
    status: Status
    at: float
    place: Place | None = None
    reason: str = ""


def digest(value: bytes) -> str:
    """Return 16 hexadecimal digits that tell two record values apart (64-bit BLAKE2b)."""
    return hashlib.blake2b(value, digest_size=8).hexdigest()


class Writer:
    """Appends a run's entries; each ``write`` reaches the operating system before it returns."""

    def __init__(self, folder: Path, run: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{run}.jsonl"
        _drop_torn_line(self.path)
        self._file = self.path.open("ab")
        self._encoder = msgspec.json.Encoder()

    def write(self, *entries: Entry) -> None:
        """Append entries, one line each, in one write."""
        self._file.write(b"".join(self._encoder.encode(entry) + b"\n" for entry in entries))
        self._file.flush()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._file.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _drop_torn_line(path: Path) -> None:
    """Cut what a killed process left behind the last whole line."""
    if path.exists():
        content = path.read_bytes()
        if not content.endswith(b"\n"):
            with path.open("r+b") as file:
                file.truncate(content.rfind(b"\n") + 1)


def runs(folder: Path) -> list[str]:
    """Return the runs recorded in ``folder``, oldest first (their names begin with the time)."""
    return sorted(path.stem for path in folder.glob("*.jsonl"))


def read(folder: Path, run: str | None = None) -> Iterator[Entry]:
    """Yield the entries of one run, or of all; a line cut short by a kill is left out."""
    decoder = msgspec.json.Decoder(Entry)
    for name in [run] if run else runs(folder):
        with (folder / f"{name}.jsonl").open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield decoder.decode(line)
