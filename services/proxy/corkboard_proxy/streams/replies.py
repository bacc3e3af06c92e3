"""Emulators' answers as Kinesis would give them, whichever stands behind."""

from __future__ import annotations

from typing import Any

import msgspec

NO_VALUES: dict[str, Any] = {"EncryptionType": "NONE", "ErrorCode": None, "ErrorMessage": None}
PUTS = ("PutRecord", "PutRecords")


def as_kinesis_says(action: str, status: int, body: bytes) -> bytes:
    """Return an answer's body without what Kinesis does not say: no ``EncryptionType`` where there is none,
    no error members on success.
    """
    if status != 200 or action not in PUTS:  # noqa: PLR2004 - HTTP's number
        return body
    try:
        reply = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    if not isinstance(reply, dict):
        return body
    if isinstance(reply.get("Records"), list):
        reply["Records"] = [_without(record) for record in reply["Records"]]
    return msgspec.json.encode(_without(reply))


def _without(members: Any) -> Any:
    if not isinstance(members, dict):
        return members
    return {name: value for name, value in members.items() if not _is_nothing(name, value)}


def _is_nothing(name: str, value: Any) -> bool:
    return name in NO_VALUES and NO_VALUES[name] == value
