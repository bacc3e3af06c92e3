"""What the REST proxy's answer means for each record of a request.

HTTP 200 is no success by itself: every record has an error code of its own. Codes of three digits are
HTTP's; of five digits Confluent's; 1 and 2 are older proxies' "for good" and "for the moment".
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from corkboard.ledger import Status

REFUSED_FOR_THE_MOMENT = frozenset({429, 42901})
"""Nothing was stored: come again later."""

PERHAPS_STORED = frozenset({2, 408, 500, 502, 503, 504, 50003, 50302})
"""Retriable, but the broker may have the record: it timed out or went away while it was asked."""

NOT_OPEN_TO_US = frozenset({401, 403, 404, 405, 406, 415, 40101, 40301, 40401, 40403})
"""Says something about the route, the topic or the account, and nothing about the record."""

CONTENT_REFUSED = frozenset({400, 413, 422})
"""Of a whole request; which of its records is to blame only shows when they are sent apart."""

FIVE_DIGITS = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One record's fate.

    Attributes:
        status: ``acked``, ``unknown``, ``returned`` or ``dead``.
        spot: Partition and offset, or shard and sequence number, when acknowledged.
        reason: Why, when not.
        is_closed: Waiting will hardly help: the route or the topic refuses everything.
        is_shared: The request was refused as a whole; sent apart, this record may pass.
    """

    status: Status
    spot: tuple[int | str, int | str] | None = None
    reason: str = ""
    is_closed: bool = False
    is_shared: bool = False


class _Offset(msgspec.Struct):
    partition: int | None = None
    offset: int | None = None
    error_code: int | None = None
    error: str | None = None
    message: str | None = None


class _Body(msgspec.Struct):
    offsets: list[_Offset] | None = None
    error_code: int | None = None
    message: str | None = None


_decode = msgspec.json.Decoder(_Body).decode


def read_produced(status: int, body: bytes, count: int) -> list[Answer]:
    """Return one answer for each of a request's ``count`` records, in their order."""
    try:
        content = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        content = _Body()
    if content.offsets is not None and len(content.offsets) == count:
        return [_of_record(offset) for offset in content.offsets]
    return [_of_request(status, content, is_alone=count == 1)] * count


def _of_record(offset: _Offset) -> Answer:
    text = offset.error or offset.message or "no reason given"
    if offset.error_code is not None:
        return _of_code(offset.error_code, f"{offset.error_code} {text}")
    if offset.partition is None or offset.offset is None or offset.offset < 0:
        return Answer("unknown", reason="neither an offset nor an error code")
    return Answer("acked", (offset.partition, offset.offset))


def _of_request(status: int, content: _Body, *, is_alone: bool) -> Answer:
    reason = f"HTTP {status} {content.message or phrase(status)}".strip()
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer("unknown", reason=f"{reason}, without an entry for each record")
    if status in CONTENT_REFUSED and not is_alone:
        return Answer("returned", reason=reason, is_shared=True)
    if content.error_code is not None and content.error_code >= FIVE_DIGITS:
        return _of_code(content.error_code, reason)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer("unknown", reason=reason)
    is_known = status in CONTENT_REFUSED | REFUSED_FOR_THE_MOMENT | PERHAPS_STORED
    return _of_code(status, reason) if is_known else Answer("returned", reason=reason, is_closed=True)


def _of_code(code: int, reason: str) -> Answer:
    if code in REFUSED_FOR_THE_MOMENT:
        return Answer("returned", reason=reason)
    if code in PERHAPS_STORED:
        return Answer("unknown", reason=reason)
    if code in NOT_OPEN_TO_US:
        return Answer("returned", reason=reason, is_closed=True)
    return Answer("dead", reason=reason)


def phrase(status: int) -> str:
    """Return HTTP's words for a status; empty for one that it does not know."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
