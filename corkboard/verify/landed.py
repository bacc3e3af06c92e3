"""Objects of the landing prefix, their lines, and those lines that are not where they should be."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from corkboard.verify import digests

_NAME = re.compile(r"(?:.*/)?(?P<topic>[^/]+)\+(?P<partition>\d+)\+(?P<first>\d{10,})\.json(?:\.gz)?")


@dataclass(frozen=True, slots=True)
class ObjectName:
    """What the sink's name for an object says: ``<topic>+<partition>+<first offset>.json``."""

    name: str
    topic: str
    partition: int
    first: int


@dataclass(frozen=True, slots=True)
class LandedObject:
    """One object: its name, what the name says, and its lines."""

    name: str
    partition: int
    first: int
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An object that is not, byte for byte, what its name says: two digests a line instead of its text."""

    name: str
    partition: int
    first: int
    raw: array[int]
    meaning: array[int]


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that is not the record at its offset; ``at`` is none for a line too many."""

    name: str
    line: int
    partition: int
    at: int | None
    raw: int
    meaning: int


def parse_name(name: str) -> ObjectName | None:
    """Return what an object's name says, or none when the sink did not give it."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return ObjectName(name, match["topic"], int(match["partition"]), int(match["first"]))


def doubt(item: LandedObject, raw: array[int]) -> Doubtful:
    """Return an object's digests, for a second look."""
    return Doubtful(item.name, item.partition, item.first, raw, array("Q", map(digests.of_json, item.lines)))
