"""Kinesis' answers: what emulators say otherwise, and what a ``PutRecords`` means for each record."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

OK = 200
SERVER = 500
NO_VALUES: dict[str, Any] = {"EncryptionType": "NONE", "ErrorCode": None, "ErrorMessage": None}
PUTS = ("PutRecord", "PutRecords")
THROTTLED = frozenset(
    {
        "KMSThrottlingException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
REFUSED_FOR_ONE = frozenset({"InvalidArgumentException", "SerializationException", "ValidationException"})
MISSING = re.compile(r"Stream (?:arn arn:\S*:stream/)?(\S*) not found")  # MiniStack's words and LocalStack's
ACCOUNT = "000000000000"


class Reply(NamedTuple):
    """Kinesis' status and body."""

    status: int
    body: bytes


class Fate(NamedTuple):
    """What became of one record: its own ``PutRecord`` answer, and whether the call may be repeated."""

    reply: Reply
    is_repeatable: bool = False


def as_kinesis_says(action: str, reply: Reply) -> Reply:
    """Return an answer as Kinesis gives it, whichever emulator stands behind.

    Kinesis names no encryption where there is none, no error members on success, and the account in
    what it says of a missing stream.
    """
    if reply.status == OK and action not in PUTS:
        return reply
    members = read_members(reply)
    if not members:
        return reply
    if reply.status == OK:
        if isinstance(members.get("Records"), list):
            members["Records"] = [_without(record) for record in members["Records"]]
        return Reply(OK, msgspec.json.encode(_without(members)))
    missing = MISSING.fullmatch(str(members.get("message", "")))
    if missing:
        text = f"Stream {missing[1]} under account {ACCOUNT} not found."
        return Reply(reply.status, error_body(error_code(members), text))
    return reply


def fate_alone(reply: Reply) -> Fate:
    """Return what a ``PutRecord`` answer means for its record."""
    return Fate(reply, is_repeatable=reply.status != OK and error_code(read_members(reply)) in THROTTLED)


def fates_of(reply: Reply, count: int) -> list[Fate] | None:
    """Return what a ``PutRecords`` answer means for each of its records.

    ``None`` if it does not say: some records may be stored and some not.
    """
    if reply.status != OK:
        return [fate_alone(reply)] * count
    members = read_members(reply)
    records = members.get("Records")
    if not isinstance(records, list) or len(records) != count:
        return None
    encryption = members.get("EncryptionType")
    fates = [_fate(record, encryption) for record in records]
    return None if None in fates else [fate for fate in fates if fate]


def is_refused_for_one(reply: Reply) -> bool:
    """Return whether one record's shape may have refused them all; then none was stored."""
    is_client = OK < reply.status < SERVER
    return is_client and error_code(read_members(reply)) in REFUSED_FOR_ONE


def read_members(reply: Reply) -> dict[str, Any]:
    """Return an answer's members, none if it is not a JSON object."""
    try:
        members = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return {}
    return members if isinstance(members, dict) else {}


def error_code(members: dict[str, Any]) -> str:
    """Return an error's name without its name space."""
    return str(members.get("__type", "")).rpartition("#")[2]


def error_body(code: str, message: str) -> bytes:
    """Return an error as Kinesis words it."""
    return msgspec.json.encode({"__type": code, "message": message})


def _fate(record: Any, encryption: Any) -> Fate | None:
    if not isinstance(record, dict):
        return None
    code = record.get("ErrorCode")
    if code:
        status = SERVER if code == "InternalFailure" else 400
        return Fate(
            Reply(status, error_body(code, str(record.get("ErrorMessage") or ""))), is_repeatable=True
        )
    if "ShardId" not in record or "SequenceNumber" not in record:
        return None
    place = {"ShardId": record["ShardId"], "SequenceNumber": record["SequenceNumber"]}
    kept = {"EncryptionType": encryption} if encryption not in (None, "NONE") else {}
    return Fate(Reply(OK, msgspec.json.encode({**place, **kept})))


def _without(members: Any) -> Any:
    if not isinstance(members, dict):
        return members
    return {name: value for name, value in members.items() if not _is_nothing(name, value)}


def _is_nothing(name: str, value: Any) -> bool:
    return name in NO_VALUES and NO_VALUES[name] == value
