"""The same record in three requests: through a gateway, in a PutRecord, and among others in a PutRecords.

Emulators verify no signatures, so a direct request carries one that only looks like it.
"""

from __future__ import annotations

import base64
import json

from measuring.load import value_of_size


def authorization(service: str) -> str:
    """Return a header that names the service for which a call is meant."""
    scope = f"000000000000/20260101/us-east-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"


def put_through_gateway(path: str, number: int) -> bytes:
    """Return a PUT of one record; ``number`` makes its partition key."""
    return _request(f"PUT {path}", {"Data": value_of_size(), "PartitionKey": f"bench-pin-{number}"}, {})


def put_record(stream: str, number: int) -> bytes:
    """Return a PutRecord call."""
    return _call("PutRecord", {"StreamName": stream, **_entry(number)})


def put_records(stream: str, records: int, number: int) -> bytes:
    """Return a PutRecords call of so many records."""
    entries = [_entry(number * records + offset) for offset in range(records)]
    return _call("PutRecords", {"StreamName": stream, "Records": entries})


def _entry(number: int) -> dict[str, str]:
    text = json.dumps(value_of_size(), separators=(",", ":"))
    return {"Data": base64.b64encode(text.encode()).decode(), "PartitionKey": f"bench-pin-{number}"}


def _call(action: str, content: object) -> bytes:
    headers = {"X-Amz-Target": f"Kinesis_20131202.{action}", "Authorization": authorization("kinesis")}
    return _request("POST /", content, headers, "application/x-amz-json-1.1")


def _request(line: str, content: object, headers: dict[str, str], kind: str = "application/json") -> bytes:
    body = json.dumps(content, separators=(",", ":")).encode()
    named = {"Host": "127.0.0.1", "Content-Type": kind, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body
