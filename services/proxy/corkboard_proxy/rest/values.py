"""A key's or value's bytes in Kafka, from what the request holds.

JSON keeps its bytes: member order, repeated members and every digit of a number. Only white space
outside strings goes. What later readers choke on (Jackson's limits) is refused here with a reason.
"""

from __future__ import annotations

import binascii
import re
from array import array
from itertools import accumulate

import msgspec

ABSENT = msgspec.Raw()  # what a record holds for a key or value that was not sent
MAX_DEPTH = 500
MAX_DIGITS = 1000
_TO_ZERO = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
_TO_STEP = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SHOWN = 64
_TEXT = msgspec.json.Decoder(str | None)


class BadValueError(ValueError):
    """A key or value that cannot be stored; the text says why."""


def compact(body: bytes) -> bytes:
    """Return a JSON text without white space outside strings; everything else keeps its bytes.

    Raises:
        msgspec.DecodeError: It is not JSON.
    """
    return msgspec.json.format(body, indent=-1)


def json_bytes(raw: msgspec.Raw) -> bytes | None:
    """Return a key or value of a compacted body; ``None`` (Kafka's null) for ``null`` and for nothing.

    Raises:
        BadValueError: Nested too deep, or with a number too long.
    """
    if raw is ABSENT:
        return None
    text = bytes(raw)
    if len(text) > MAX_DIGITS:
        _check(text)
    return None if text == b"null" else text


def base64_bytes(raw: msgspec.Raw) -> bytes | None:
    """Return the decoded bytes: the standard alphabet, padding optional, as Guava's decoder has it.

    Raises:
        BadValueError: Not a string, or not base64.
    """
    if raw is ABSENT:
        return None
    try:
        text = _TEXT.decode(raw)
    except msgspec.ValidationError as error:
        raise BadValueError(f'data="{_shown(bytes(raw).decode())}" is not a base64 string.') from error
    if text is None:
        return None
    bare = text.rstrip("=")
    try:
        return binascii.a2b_base64(bare + "=" * (-len(bare) % 4), strict_mode=True) if bare else b""
    except ValueError as error:
        raise BadValueError(f'data="{_shown(text)}" is not a valid base64 string.') from error


def _check(text: bytes) -> None:
    """Look for depth and digits; both need more than ``MAX_DIGITS`` bytes, so small values skip it."""
    if text.count(b"[") + text.count(b"{") > MAX_DEPTH and _depth(_STRING.sub(b"", text)) > MAX_DEPTH:
        raise BadValueError(f"a value is nested deeper than {MAX_DEPTH} levels")
    if _has_long_number(text) and _has_long_number(_STRING.sub(b'""', text)):
        raise BadValueError(f"a number is longer than {MAX_DIGITS} digits")


def _has_long_number(text: bytes) -> bool:
    return b"0" * (MAX_DIGITS + 1) in text.translate(_TO_ZERO)


def _depth(text: bytes) -> int:
    """Return how deep the brackets of a text without strings go: the highest running sum of +1 and -1."""
    steps = array("b", text.translate(_TO_STEP, _NO_BRACKETS))
    return max(accumulate(steps), default=0)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
