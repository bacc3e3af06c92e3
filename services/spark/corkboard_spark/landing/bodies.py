"""An object's bytes as lines, one an offset, whatever state the object is in.

A blank line holds the place of a record that the sink could not store: it counts, and is no record.

| the object is | its lines |
|---|---|
| gzip, whatever its name or headers say | its content's |
| gzip, cut short | its content's up to the cut |
| gzip, damaged | none: no byte of it can be trusted |
| cut in its last line | the whole ones; the torn one counts only where it takes the last place there is |
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import msgspec

GZIP_MAGIC = b"\x1f\x8b"
GZIP = 31


class Content(NamedTuple):
    """What an object holds.

    Attributes:
        lines: Its records; empty where a record has its place but is not there.
        torn: Its last line where that is cut short; empty otherwise.
    """

    lines: list[bytes]
    torn: bytes


def content_of(body: bytes) -> Content:
    """Return the content of an object as it is stored."""
    plain = _unpacked(body) if body.startswith(GZIP_MAGIC) else body
    *lines, last = [b"" if line.isspace() else line for line in plain.split(b"\n")]
    if last and _is_json(last):
        return Content([*lines, last], b"")
    return Content(lines, last)


def lines_of(body: bytes, room: int) -> list[bytes]:
    """Return an object's records.

    Args:
        body: The object as it is stored.
        room: How many offsets lie between its first record and the end it must reach.
    """
    lines, torn = content_of(body)
    return [*lines, torn] if torn and len(lines) + 1 == room else lines


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _unpacked(body: bytes) -> bytes:
    """Return the content of gzip's members; of a damaged one and what follows it, nothing."""
    content: list[bytes] = []
    while body:
        member = zlib.decompressobj(GZIP)
        try:
            content.append(member.decompress(body))
        except zlib.error:
            break
        body = member.unused_data
    return b"".join(content)
