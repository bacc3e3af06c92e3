"""Media types: what a request holds, and whether the client takes our answer."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

ANSWER_TYPE = b"application/vnd.kafka.v2+json"
ACCEPTED = {
    "*/*",
    "*/json",
    "application/*",
    "application/json",
    "application/vnd.kafka+json",
    "application/vnd.kafka.binary.v2+json",
    "application/vnd.kafka.json.v2+json",
    "application/vnd.kafka.v2+json",
}
CHARSETS = {"", "utf-8", "utf8", "us-ascii", "ascii"}


class Format(Enum):
    """What a request's keys and values are."""

    JSON = "json"
    BINARY = "binary"
    SCHEMA = "schema"
    UNKNOWN = "unknown"
    CHARSET = "charset"


FORMATS = {
    "application/vnd.kafka.json.v2+json": Format.JSON,
    "application/vnd.kafka.binary.v2+json": Format.BINARY,
    "application/vnd.kafka.avro.v2+json": Format.SCHEMA,
    "application/vnd.kafka.jsonschema.v2+json": Format.SCHEMA,
    "application/vnd.kafka.protobuf.v2+json": Format.SCHEMA,
}
PLAIN = {
    "",
    "application/json",
    "application/octet-stream",
    "application/vnd.kafka+json",
    "application/vnd.kafka.v2+json",
}


@lru_cache(maxsize=256)
def request_format(content_type: bytes, plain_is_binary: bool = False) -> Format:
    """Return the format that a ``Content-Type`` names; empty if the header is missing."""
    name, *parameters = content_type.decode("latin-1").lower().split(";")
    known = FORMATS.get(name.strip())
    if known is None and plain_is_binary and name.strip() in PLAIN:
        known = Format.BINARY
    if known is None:
        return Format.UNKNOWN
    pairs = dict(_pair(parameter) for parameter in parameters)
    return known if pairs.get("charset", "") in CHARSETS else Format.CHARSET


@lru_cache(maxsize=256)
def takes_answer(accept: bytes) -> bool:
    """Return whether an ``Accept`` header (empty if missing) admits the proxy's answers."""
    entries = [entry for entry in accept.decode("latin-1").lower().split(",") if entry.strip()]
    return not entries or any(_admits(entry) for entry in entries)


def _admits(entry: str) -> bool:
    name, *parameters = entry.split(";")
    quality = dict(_pair(parameter) for parameter in parameters).get("q", "1")
    return name.strip() in ACCEPTED and quality.rstrip("0") not in ("", "0.", "0")


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip(), value.strip().strip('"')
