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
    """One object: its name, what the name says, and its lines, blank ones included."""

    name: str
    partition: int
    first: int
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An object that is not, byte for byte, what its name says: two digests a line instead of its text.

    Blank lines, with which a sink may keep a bad record's place, are left out; ``numbers`` tells the
    number of each line that is not.
    """

    name: str
    partition: int
    first: int
    numbers: array[int]
    raw: array[int]
    meaning: array[int]


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that is not the record at its offset; ``at`` is none for a line too many.

    Lines are numbered from 1.
    """

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
    filled = [at for at, line in enumerate(item.lines) if line.strip()]
    return Doubtful(
        item.name,
        item.partition,
        item.first,
        numbers=array("I", (at + 1 for at in filled)),
        raw=array("Q", (raw[at] for at in filled)),
        meaning=array("Q", (digests.of_json(item.lines[at]) for at in filled)),
    )
