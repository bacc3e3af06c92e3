"""What lies between two offsets, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark_kinesis.offsets import Mark, StreamMarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark_kinesis.offsets import Offset

TASK_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Range:
    """The records of one shard after one mark and up to another.

    Attributes:
        stream: The stream's name.
        shard: The shard.
        initial_ms: Where the shard begins when ``start`` is its beginning.
        start: What was read before.
        end: What is read afterwards.
    """

    stream: str
    shard: str
    initial_ms: int
    start: Mark
    end: Mark

    @property
    def records(self) -> int:
        """How many records it has."""
        return self.end.records - self.start.records

    @property
    def size_bytes(self) -> int:
        """How much data it has."""
        return self.end.size_bytes - self.start.size_bytes


def ranges_between(start: Offset, end: Offset) -> list[Range]:
    """Return what was read between two offsets, one range a shard that gave a record.

    ``initial_ms`` is the end's: at the query's beginning the start knows none.
    """
    unknown = StreamMarks(0, 0)
    found = [
        Range(stream, shard, marks.initial_ms, start.get(stream, unknown).mark(shard), mark)
        for stream, marks in end.items()
        for shard, mark in marks.shards.items()
    ]
    return [one for one in found if one.records]


def shared_out(ranges: Iterable[Range], *, most: int) -> list[Sequence[Range]]:
    """Return the ranges as tasks: large ones alone, small ones together.

    Args:
        ranges: What is to be read.
        most: The most ranges that one task reads.
    """
    tasks: list[list[Range]] = []
    for one in sorted(ranges, key=lambda each: each.size_bytes, reverse=True):
        open_tasks = (
            task for task in tasks if len(task) < most and _size(task) + one.size_bytes <= TASK_BYTES
        )
        room = next(open_tasks, None)
        if room is None:
            tasks.append([one])
        else:
            room.append(one)
    return [tuple(task) for task in tasks]


def _size(task: Iterable[Range]) -> int:
    return sum(one.size_bytes for one in task)
