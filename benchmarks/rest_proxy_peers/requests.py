"""The same produce request for all: some records in JSON."""

from __future__ import annotations

import json

from measuring.load import value_of_size

TYPE = "application/vnd.kafka.json.v2+json"


def request_of(path: str, records: int) -> bytes:
    """Return a produce request of so many records of ``VALUE_BYTES`` bytes."""
    body = json.dumps({"records": [{"value": value_of_size()}] * records}, separators=(",", ":")).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nContent-Type: {TYPE}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
