"""What was posted, what was acknowledged, and where it landed.

One file a run. Its first line is the run's plan, from which the run can be resumed::

    {"plan":{"path":"batch","prefix":"corkboard","order":"course","seed":100,…}}

Then each attempt to post a record has two lines, one before its first byte leaves and one for its fate::

    {"feed":"pin","key":7528,"digest":"0f…","status":"sent","at":…,"post":0}
    {"feed":"pin","key":7528,"digest":"0f…","status":"acked","at":…,"place":["corkboard.pin",0,41],"post":0}

    sent ─┬─▶ acked     stored, and its place is known
          ├─▶ unknown   no answer, or one that leaves open whether it was stored; may be sent again
          ├─▶ returned  certainly not stored, refused for the moment; may be sent again
          ├─▶ dead      refused for good; ``reason`` says why
          └─▶ nothing   in flight, or the poster was killed

A line is with the operating system before ``write`` returns, so a SIGKILL loses none. Therefore each
record (feed and digest) is stored at least as often as it is ``acked``, and at most as often as it is
``acked``, ``unknown`` or ``sent`` without a fate: ``copies`` counts both, and they differ only for
records that were in flight when an answer was lost or the poster was killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import msgspec

from corkboard.errors import UnavailableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

Status = Literal["sent", "acked", "unknown", "returned", "dead"]
Place = tuple[str, int | str, int | str]

PLAN_MARK = b'{"plan":'
TAIL_BYTES = 64 * 1024


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run posts: all that ``resume`` needs to draw the same rows again.

    Attributes:
        path: ``batch`` or ``stream``.
        prefix: The prefix of the topics or streams.
        order: ``sequential`` or ``course``.
        seed: Of the draws.
        rows: How many posts (one row of each feed); null without end.
        table_rows: How many rows the tables had when the run began.
    """

    path: str
    prefix: str
    order: str
    seed: int
    rows: int | None
    table_rows: int


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: a record is about to be sent, or its fate.

    Attributes:
        feed: ``pin``, ``geo`` or ``user``.
        key: The record's key in its table.
        digest: ``digest(value)``, of the bytes as they were sent.
        status: ``sent``, ``acked``, ``unknown``, ``returned`` or ``dead``.
        at: Seconds since the epoch, when it was sent or its fate was known.
        place: Topic, partition, offset; or stream, shard, sequence number.
        reason: Why, for ``unknown``, ``returned`` and ``dead``.
        post: The post's number in its run, from 0; its three records share it.
    """

    feed: str
    key: int
    digest: str
    status: Status
    at: float
    place: Place | None = None
    reason: str = ""
    post: int | None = None


class _PlanLine(msgspec.Struct):
    plan: Plan


def digest(value: bytes) -> str:
    """Return 16 hexadecimal digits that tell two record values apart (64-bit BLAKE2b)."""
    return hashlib.blake2b(value, digest_size=8).hexdigest()


class Writer:
    """Appends to a run's file, which no other process may write meanwhile.

    Raises:
        UsageError: Another process is writing this run.
        UnavailableError: The file cannot be written.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self.path = folder / f"{run}.jsonl"
        self._encode = msgspec.json.Encoder().encode
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("ab", buffering=0)  # closing writes nothing that did not fit before
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise UsageError(
                f"run {run} is being written by another process", hint="let it end first"
            ) from error
        except OSError as error:
            raise self._failure(error) from error
        _drop_torn_line(self.path)

    def plan(self, plan: Plan) -> None:
        """Write the first line."""
        self._append(self._encode(_PlanLine(plan)) + b"\n")

    def write(self, *entries: Entry) -> None:
        """Append entries, one line each, in one write."""
        self._append(b"".join([self._encode(entry) + b"\n" for entry in entries]))

    def _append(self, lines: bytes) -> None:
        left = memoryview(lines)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> UnavailableError:
        return UnavailableError(
            f"the ledger {self.path} cannot be written: {error.strerror}",
            service="ledger",
            hint="make room or give this account the right to write there, then resume the run",
        )

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _drop_torn_line(path: Path) -> None:
    """Cut what a killed process left behind the last whole line, reading backwards from the end."""
    with path.open("r+b") as file:
        end = size = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - TAIL_BYTES)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        if end < size:
            file.truncate(end)


def runs(folder: Path) -> list[str]:
    """Return the runs recorded in ``folder``, oldest first (their names begin with the time)."""
    return sorted(path.stem for path in folder.glob("*.jsonl"))


def read_plan(folder: Path, run: str) -> Plan:
    """Return a run's plan.

    Raises:
        UsageError: There is no such run, or it has no plan.
    """
    path = folder / f"{run}.jsonl"
    if not path.is_file():
        recent = ", ".join(runs(folder)[-3:])
        raise UsageError(f"there is no run {run} in {folder}", hint=f"the last ones: {recent or 'none yet'}")
    with path.open("rb") as lines:
        line = lines.readline()
    if not (line.startswith(PLAN_MARK) and line.endswith(b"\n")):
        raise UsageError(f"run {run} stopped before it posted anything", hint="begin a new run")
    return msgspec.json.decode(line, type=_PlanLine).plan


def read(folder: Path, run: str | None = None) -> Iterator[Entry]:
    """Yield the entries of one run, or of all; a line cut short by a kill is left out."""
    decode = msgspec.json.Decoder(Entry).decode
    for name in [run] if run else runs(folder):
        with (folder / f"{name}.jsonl").open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n") and not line.startswith(PLAN_MARK):
                    yield decode(line)


@dataclass(slots=True)
class Copies:
    """How often one record may be stored.

    Attributes:
        at_least: As often as it was acknowledged.
        at_most: And as often again as its fate is not known.
    """

    at_least: int = 0
    at_most: int = 0


def copies(entries: Iterable[Entry]) -> dict[tuple[str, str], Copies]:
    """Return, by feed and digest, how often each record must and may be stored."""
    found: dict[tuple[str, str], Copies] = {}
    attempts: dict[tuple[str, str], int] = {}
    for entry in entries:
        record = (entry.feed, entry.digest)
        count = found.setdefault(record, Copies())
        count.at_least += entry.status == "acked"
        count.at_most += entry.status in ("acked", "unknown")
        attempts[record] = attempts.get(record, 0) + (1 if entry.status == "sent" else -1)
    for record, in_flight in attempts.items():
        found[record].at_most += max(0, in_flight)
    return found
