"""What a refused request is answered: Databricks' codes, each with its HTTP status."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INVALID = "INVALID_PARAMETER_VALUE"
MALFORMED = "MALFORMED_REQUEST"
ABSENT = "RESOURCE_DOES_NOT_EXIST"
EXISTS = "RESOURCE_ALREADY_EXISTS"
STATUSES = {
    INVALID: 400,
    MALFORMED: 400,
    EXISTS: 400,
    "BAD_REQUEST": 400,
    "DIRECTORY_NOT_EMPTY": 400,
    "INVALID_STATE": 400,
    "MAX_BLOCK_SIZE_EXCEEDED": 400,
    "MAX_NOTEBOOK_SIZE_EXCEEDED": 400,
    "MAX_READ_SIZE_EXCEEDED": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    ABSENT: 404,
    "ENDPOINT_NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "REQUEST_TIMEOUT": 408,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL_ERROR": 500,
    "TEMPORARILY_UNAVAILABLE": 503,
}
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class ApiError(Exception):
    """A request that is refused.

    Attributes:
        code: One of ``STATUSES``.
        message: Names the field, what is wrong with it, and what would be right.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUSES[self.code]


@contextmanager
def files_refusing(path: str) -> Iterator[None]:
    """Turn what the file system says of a path into a refusal.

    Raises:
        ApiError: Something is not there, is there already, or is impossible.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise ApiError(ABSENT, f"{path} does not exist") from error
    except FileExistsError as error:
        raise ApiError(EXISTS, f"{path} exists already") from error
    except OSError as error:
        code = "TEMPORARILY_UNAVAILABLE" if error.errno in FULL else INVALID
        raise ApiError(code, f"{path}: {error.strerror or error}") from error
    except ValueError as error:  # a zero byte
        raise ApiError(INVALID, f"{path!r} is no path: {error}") from error
