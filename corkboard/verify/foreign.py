"""The name of a record that nobody here posted: the ledger does not know its key, its bytes may."""

from __future__ import annotations

import json

MOST_LETTERS = 64
Place = tuple[int, int]  # partition and offset
ForeignKey = int | str


def key_of(field: str, value: bytes | None, message_key: bytes | None) -> ForeignKey | None:
    """Return the key that a foreign record names itself.

    Args:
        field: The feed's key on the wire, such as ``index``.
        value: The record's value.
        message_key: Kafka's key of the record, which counts when the value has none.

    Returns:
        A number, or a text of at most 64 letters; none when neither names one.
    """
    try:
        found = json.loads(value or b"")[field]
    except (ValueError, TypeError, KeyError, RecursionError):
        found = None
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(found, str):
        return found[:MOST_LETTERS]
    return message_key.decode(errors="replace")[:MOST_LETTERS] if message_key else None
