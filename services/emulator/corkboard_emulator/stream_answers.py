"""What the answer to a PutRecord or PutRecords, as API Gateway gives it, means for each record.

HTTP 200 is no success by itself: an integration that maps no errors answers a refusal of Kinesis' with
200, and PutRecords may refuse some of its records. What Kinesis calls the error decides; an answer that
names none is the gateway's own, and its status decides.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import msgspec

from corkboard_emulator.answers import Answer, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

Fate = Literal["returned", "unknown", "closed", "dead"]


def _fates(**types: Iterable[str]) -> dict[str, Fate]:
    return {error: fate for fate, errors in types.items() for error in errors}  # type: ignore[misc]  # the keywords are fates


FATES = _fates(
    returned=(  # nothing was stored: come again later
        "ProvisionedThroughputExceededException",
        "LimitExceededException",
        "ThrottlingException",
        "KMSThrottlingException",
        "ResourceInUseException",
        "TooManyRequestsException",
    ),
    unknown=("InternalFailure", "InternalFailureException", "ServiceUnavailable", "RequestTimeoutException"),
    closed=(  # says something about the stream or the account, and nothing about the record
        "ResourceNotFoundException",
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "ExpiredTokenException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "KMSOptInRequired",
    ),
    dead=("ValidationException", "InvalidArgumentException", "SerializationException"),
)
"""By the error's type, for a whole request and for one of its records. A type that is not here is unknown."""

STATUS_FATES: dict[int, Fate] = {
    HTTPStatus.BAD_REQUEST: "dead",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "dead",
    HTTPStatus.UNPROCESSABLE_ENTITY: "dead",
    HTTPStatus.REQUEST_TIMEOUT: "unknown",
    HTTPStatus.TOO_MANY_REQUESTS: "returned",
}
"""Of answers without a type. Other 4xx and 3xx are closed; all else is unknown."""


class _Put(msgspec.Struct, rename={"shard": "ShardId", "number": "SequenceNumber"}):
    shard: str | None = None
    number: str | None = None
    error: str | None = msgspec.field(default=None, name="ErrorCode")
    text: str | None = msgspec.field(default=None, name="ErrorMessage")


class _Body(msgspec.Struct, rename={"shard": "ShardId", "number": "SequenceNumber", "records": "Records"}):
    shard: str | None = None
    number: str | None = None
    records: list[_Put] | None = None
    error: str | None = msgspec.field(default=None, name="__type")
    message: str | None = None
    text: str | None = msgspec.field(default=None, name="Message")


_decode = msgspec.json.Decoder(_Body).decode


def read_put(status: int, body: bytes, count: int) -> list[Answer]:
    """Return one answer for each of a request's ``count`` records, in their order."""
    try:
        content = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        content = _Body()
    if content.error is None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if content.records is not None and len(content.records) == count:
            return [_of_record(put) for put in content.records]
        if content.shard and content.number and count == 1:
            return [Answer("acked", (content.shard, content.number))]
    return [_of_request(status, content, is_alone=count == 1)] * count


def _of_record(put: _Put) -> Answer:
    if put.error:
        reason = f"{put.error} {put.text or 'no reason given'}"
        return _answer(FATES.get(put.error, "unknown"), reason)
    if put.shard and put.number:
        return Answer("acked", (put.shard, put.number))
    return Answer("unknown", reason="neither a sequence number nor an error")


def _of_request(status: int, content: _Body, *, is_alone: bool) -> Answer:
    kind = (content.error or "").rpartition("#")[2]
    words = content.message or content.text or phrase(status)
    reason = " ".join(filter(None, (f"HTTP {status}", kind, words)))
    fate = FATES.get(kind, "unknown") if kind else _fate_of_status(status)
    if fate == "dead" and not is_alone:
        return Answer("returned", reason=reason, is_shared=True)
    return _answer(fate, reason)


def _fate_of_status(status: int) -> Fate:
    if status in STATUS_FATES:
        return STATUS_FATES[status]
    is_closed = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return "closed" if is_closed else "unknown"


def _answer(fate: Fate, reason: str) -> Answer:
    if fate == "closed":
        return Answer("returned", reason=reason, is_closed=True)
    return Answer(fate, reason=reason)
