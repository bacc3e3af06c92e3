"""Records on their way to a stream: what a ``PutRecord`` call says, if it can share a ``PutRecords``."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, NamedTuple

import msgspec

from corkboard_proxy.gateway.documents import NotJsonError, read_json

LONGEST_KEY = 256
LARGEST_RECORD = 1024 * 1024
STREAM_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,128}")


class Record(NamedTuple):
    """One record for one stream.

    Attributes:
        stream: The stream's name.
        data: The data in base64.
        key: The partition key.
        size: Data and key in bytes, as Kinesis counts them.
    """

    stream: str
    data: str
    key: str
    size: int


def make_record(stream: Any, data: Any, key: Any) -> Record | None:
    """Return a record that Kinesis will not refuse for its own sake, ``None`` for any other.

    One refused record would refuse every other of its ``PutRecords``; so what is not sure goes alone.
    """
    if not (isinstance(stream, str) and isinstance(data, str) and isinstance(key, str)):
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not STREAM_NAME.fullmatch(stream):
        return None
    size = len(data) // 4 * 3 - data.endswith("=") - data.endswith("==") + len(key.encode())
    return Record(stream, data, key, size) if size <= LARGEST_RECORD else None


def read_record(call: bytes) -> Record | None:
    """Return the record of a ``PutRecord`` call, ``None`` if it says more than stream, data and key."""
    try:
        sent = read_json(call)
    except NotJsonError:
        return None
    if not isinstance(sent, dict) or sent.keys() != {"StreamName", "Data", "PartitionKey"}:
        return None
    try:
        base64.b64decode(sent["Data"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        return None
    return make_record(sent["StreamName"], sent["Data"], sent["PartitionKey"])


def put_records_call(stream: str, records: list[Record]) -> bytes:
    """Return the body of a ``PutRecords`` call."""
    entries = [{"Data": record.data, "PartitionKey": record.key} for record in records]
    return msgspec.json.encode({"StreamName": stream, "Records": entries})


def put_record_call(record: Record) -> bytes:
    """Return the body of a ``PutRecord`` call."""
    call = {"StreamName": record.stream, "Data": record.data, "PartitionKey": record.key}
    return msgspec.json.encode(call)
