"""64-bit numbers that stand for values: of bytes as they are, of JSON whatever its spelling, of rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from corkboard.ledger import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

_rows = msgspec.json.Encoder()


def of_bytes(value: bytes | None) -> int:
    """Return the ledger's digest of ``value`` as a number; a missing value counts as empty."""
    return int(digest(value or b""), 16)


def of_json(value: bytes | None) -> int:
    """Return one number for all spellings of the same JSON: order of members, blanks, escapes, ``1.10``.

    Whole numbers are compared exactly, however long; what is not JSON is compared as bytes.
    """
    try:
        plain = json.loads(value or b"")
        spelled = json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return of_bytes(value)
    return of_bytes(spelled)


def of_row(row: Sequence[object]) -> int:
    """Return a number for one table row of texts, numbers, times, lists and nulls."""
    return of_bytes(_rows.encode(tuple(row)))
