"""What the REST proxy answers when it cannot do what was asked, and Kafka's errors in its codes.

The body is always ``{"error_code": int, "message": str}``: three digits repeat the HTTP status,
five digits are specific.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from corkboard_proxy.answers import CLOSE, Answer, Headers
from corkboard_proxy.rest.media import ANSWER_TYPE


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the error table."""

    status: int
    code: int
    message: str


BAD_REQUEST = Problem(400, 400, "Bad Request:")
KAFKA_REFUSED = Problem(400, 40002, "Kafka refused the request")
UNAUTHENTICATED = Problem(401, 40101, "Authentication failed")
UNAUTHORIZED = Problem(403, 40301, "Not authorized")
NO_ROUTE = Problem(404, 404, "HTTP 404 Not Found")
NO_TOPIC = Problem(404, 40401, "Topic not found.")
NO_PARTITION = Problem(404, 40402, "Partition not found.")
NO_TOPIC_PARTITION = Problem(404, 40403, "This server does not host this topic-partition.")
NO_METHOD = Problem(405, 405, "HTTP 405 Method Not Allowed")
NOT_ACCEPTABLE = Problem(406, 406, "HTTP 406 Not Acceptable")
TOO_SLOW = Problem(408, 408, "HTTP 408 Request Timeout")
TOO_LARGE = Problem(413, 413, "HTTP 413 Request Entity Too Large")
UNSUPPORTED_MEDIA_TYPE = Problem(415, 415, "HTTP 415 Unsupported Media Type")
UNPROCESSABLE = Problem(422, 422, "")
NO_REGISTRY = Problem(422, 42206, "Payload error.")
THROTTLED = Problem(429, 42901, "Too many records wait for the broker.")
KAFKA_FAILED = Problem(500, 50002, "Kafka error")
UNEXPECTED = Problem(500, 500, "Internal Server Error")
NOT_BUILT = Problem(501, 501, "HTTP 501 Not Implemented")
NO_BROKER = Problem(503, 50302, "The broker is not available.")

AUTHENTICATION = {"_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED", "ILLEGAL_SASL_STATE"}
AUTHORIZATION = {
    "CLUSTER_AUTHORIZATION_FAILED",
    "GROUP_AUTHORIZATION_FAILED",
    "TOPIC_AUTHORIZATION_FAILED",
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
}
UNREACHABLE = {"BROKER_NOT_AVAILABLE", "_ALL_BROKERS_DOWN", "_RESOLVE", "_TIMED_OUT", "_TRANSPORT"}
RETRIABLE = UNREACHABLE | {
    "COORDINATOR_NOT_AVAILABLE",
    "CORRUPT_MESSAGE",
    "INVALID_MSG",
    "KAFKA_STORAGE_ERROR",
    "LEADER_NOT_AVAILABLE",
    "NETWORK_EXCEPTION",
    "NOT_ENOUGH_REPLICAS",
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    "NOT_LEADER_FOR_PARTITION",
    "REQUEST_TIMED_OUT",
    "UNKNOWN_TOPIC_OR_PART",
    "_FATAL",  # a new producer follows
    "_MSG_TIMED_OUT",
    "_PURGE_INFLIGHT",
    "_PURGE_QUEUE",
    "_QUEUE_FULL",
    "_UNKNOWN_PARTITION",
    "_UNKNOWN_TOPIC",
}


class RestError(Exception):
    """A request that ends in a row of the table.

    Attributes:
        problem: The row.
        message: The row's message and what was wrong in this request.
        headers: Further headers of the answer.
    """

    def __init__(self, problem: Problem, detail: str = "", *, headers: Headers = ()) -> None:
        self.problem = problem
        self.message = f"{problem.message} {detail}".strip()
        self.headers = headers
        super().__init__(self.message)

    def answer(self) -> Answer:
        """Return what the client sees."""
        return error_answer(self.problem.status, self.problem.code, self.message, self.headers)


def error_answer(status: int, code: int, message: str, headers: Headers = ()) -> Answer:
    """Return an answer with the error body."""
    body = msgspec.json.encode({"error_code": code, "message": message})
    return Answer(status, body, ANSWER_TYPE, headers)


def refusal(status: int, message: str) -> Answer:
    """Return the answer to a client that broke HTTP itself or a limit; the connection closes after it."""
    return error_answer(status, status, message, CLOSE)


def record_code(name: str) -> int:
    """Return the ``error_code`` of a record that Kafka refused with the error called ``name``."""
    if name in AUTHENTICATION:
        return UNAUTHENTICATED.code
    if name in AUTHORIZATION:
        return UNAUTHORIZED.code
    return 50003 if name in RETRIABLE else KAFKA_FAILED.code


def lookup_problem(name: str) -> Problem:
    """Return the row for a look-up that Kafka refused with the error called ``name``."""
    if name in AUTHENTICATION:
        return UNAUTHENTICATED
    if name in AUTHORIZATION:
        return UNAUTHORIZED
    if name in ("UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION"):
        return NO_TOPIC_PARTITION
    return NO_BROKER if name in RETRIABLE else KAFKA_FAILED
