"""What MWAA's API says no with; the names are those that AWS' tools know.

Refused                      a call that is not answered
├── Denied                   403, the signature or the token does not hold
├── Unknown                  404, there is no such environment
├── Invalid                  400, the input is malformed
├── Unoffered                400, MWAA has it and this stand-in has not
└── Unavailable              503, Airflow does not answer
"""

from __future__ import annotations

from starlette.responses import JSONResponse


class Refused(Exception):  # noqa: N818 - AWS' names end in Exception, these are their kinds
    """A call that is not answered.

    Attributes:
        status: HTTP's.
        kind: AWS' name of it.
        message: What was wrong, and what would be right.
    """

    status = 400
    kind = "ValidationException"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def response(self) -> JSONResponse:
        """Return it as AWS' tools read it."""
        headers = {"x-amzn-errortype": self.kind}
        return JSONResponse({"message": self.message, "Message": self.message}, self.status, headers)


class Denied(Refused):
    """The signature or the token does not hold."""

    status, kind = 403, "AccessDeniedException"


class Unknown(Refused):
    """There is no such environment."""

    status, kind = 404, "ResourceNotFoundException"


class Invalid(Refused):
    """The input is malformed."""


class Unoffered(Refused):
    """MWAA has it and this stand-in has not."""


class Unavailable(Refused):
    """Airflow does not answer."""

    status, kind = 503, "ServiceUnavailableException"
