"""What the gateway answers by itself, in AWS's words (their white space included)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from corkboard_proxy.answers import CLOSE, Answer, Headers

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Failure:
    """Status, body and ``x-amzn-ErrorType``."""

    status: int
    body: bytes
    kind: bytes


NO_ROUTE = Failure(403, b'{"message":"Missing Authentication Token"}', b"MissingAuthenticationTokenException")
NO_STAGE = Failure(403, b'{"message":"Forbidden"}', b"ForbiddenException")
NO_KEY = Failure(403, b'{"message":"Forbidden"}', b"ForbiddenException")
TOO_MANY = Failure(429, b'{"message":"Too Many Requests"}', b"TooManyRequestsException")
NO_TEMPLATE = Failure(415, b'{"message":"Unsupported Media Type"}', b"UnsupportedMediaTypeException")
BAD_BODY = Failure(400, b'{"message": "Invalid request body"}', b"BadRequestException")
TOO_LARGE = Failure(413, b'{"message":"Request Too Long"}', b"RequestTooLargeException")
MISCONFIGURED = Failure(500, b'{"message": "Internal server error"}', b"InternalServerErrorException")
BACKEND_FAILED = Failure(504, b'{"message": "Internal server error"}', b"InternalServerErrorException")
TIMED_OUT = Failure(504, b'{"message": "Endpoint request timed out"}', b"InternalServerErrorException")


def missing_parameters(names: Iterable[str]) -> Failure:
    """Return the failure of a request without what the definition requires."""
    message = f"Missing required request parameters: [{', '.join(names)}]"
    return Failure(400, json.dumps({"message": message}).encode(), b"BadRequestException")


class GatewayError(Exception):
    """A request that the gateway answers by itself.

    Attributes:
        failure: What the caller sees.
        detail: Why, for the log.
    """

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(detail or failure.body.decode())
        self.failure = failure
        self.detail = detail


def failure_answer(failure: Failure, headers: Headers = ()) -> Answer:
    """Return the answer of a failure."""
    return Answer(failure.status, failure.body, headers=((b"x-amzn-ErrorType", failure.kind), *headers))


def refusal(status: int, message: str) -> Answer:
    """Return the answer to a client that broke HTTP itself or a limit; the connection closes after it."""
    kind = {429: b"TooManyRequestsException"}.get(status, b"BadRequestException")
    return failure_answer(Failure(status, msgspec.json.encode({"message": message}), kind), CLOSE)
