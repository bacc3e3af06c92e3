"""What MSK's APIs say no with; the kinds are those that AWS' tools know.

MskError                 a call that is not answered
├── BadRequestError      400, the input is malformed, or Connect refuses it
├── ForbiddenError       403, the call is not signed
├── NotFoundError        404, there is no such thing
├── ConflictError        409, there is one of that name
└── UnavailableError     503, the Connect worker does not answer; AWS' tools ask again
"""

from __future__ import annotations

import msgspec

from corkboard_proxy.answers import Answer


class MskError(Exception):
    """A call that is not answered; as it is, for what nobody foresaw.

    Attributes:
        message: What was wrong, and what would be right.
        parameter: Which parameter it is; empty where it is none.
    """

    status = 500
    kind = "InternalServerErrorException"

    def __init__(self, message: str, *, parameter: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter

    def answer(self) -> Answer:
        """Return it as AWS' tools read it."""
        parameter = {"invalidParameter": self.parameter} if self.parameter else {}
        body = msgspec.json.encode({"message": self.message, **parameter})
        return Answer(self.status, body, headers=((b"x-amzn-errortype", self.kind.encode()),))


class BadRequestError(MskError):
    """The input is malformed, or Connect refuses it."""

    status, kind = 400, "BadRequestException"


class ForbiddenError(MskError):
    """The call is not signed."""

    status, kind = 403, "ForbiddenException"


class NotFoundError(MskError):
    """There is no such thing."""

    status, kind = 404, "NotFoundException"


class ConflictError(MskError):
    """There is one of that name."""

    status, kind = 409, "ConflictException"


class UnavailableError(MskError):
    """The Connect worker does not answer."""

    status, kind = 503, "ServiceUnavailableException"


def refusal(status: int, message: str) -> Answer:
    """Return the answer to a client that broke HTTP or a limit."""
    error = BadRequestError(message).answer()
    return Answer(status, error.body, headers=error.headers)
