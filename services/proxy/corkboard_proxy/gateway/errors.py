"""What the gateway answers by itself, in AWS's words (their white space included)."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from corkboard_proxy.answers import CLOSE, Answer, Headers


@dataclass(frozen=True, slots=True)
class Failure:
    """Status, body and ``x-amzn-ErrorType``."""

    status: int
    body: bytes
    kind: bytes


NO_ROUTE = Failure(403, b'{"message":"Missing Authentication Token"}', b"MissingAuthenticationTokenException")
NO_STAGE = Failure(403, b'{"message":"Forbidden"}', b"ForbiddenException")
TOO_LARGE = Failure(413, b'{"message":"Request Too Long"}', b"RequestTooLargeException")
MISCONFIGURED = Failure(500, b'{"message": "Internal server error"}', b"InternalServerErrorException")
BACKEND_FAILED = Failure(504, b'{"message": "Internal server error"}', b"InternalServerErrorException")
TIMED_OUT = Failure(504, b'{"message": "Endpoint request timed out"}', b"InternalServerErrorException")


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
