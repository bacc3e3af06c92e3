"""How much one client may ask of the proxy."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that is bounded.

    Attributes:
        body_bytes: A request's body; above it the answer is 413.
        drained_bytes: How much of a body that is too long is read and thrown away, so that
            the answer is not lost in a reset connection.
        header_count: Headers of a request; above it the answer is 431.
        header_bytes: The request line and headers together.
        connections: Open connections on one port; above it the answer is 429.
        header_timeout_s: How long the headers may take to arrive.
        body_timeout_s: How long the body may take to arrive.
        write_timeout_s: How long a client may leave its answer unread.
        idle_timeout_s: How long a connection may stay open between requests.
        queued_records: Records that wait for the broker; above it the answer is 429.
        queued_bytes: The bodies that wait for the broker together.
        stop_timeout_s: How long a graceful stop may take.
    """

    body_bytes: int = MEBIBYTE
    drained_bytes: int = 64 * MEBIBYTE
    header_count: int = 100
    header_bytes: int = 32 * 1024
    connections: int = 1024
    header_timeout_s: float = 10.0
    body_timeout_s: float = 30.0
    write_timeout_s: float = 30.0
    idle_timeout_s: int = 75
    queued_records: int = 100_000
    queued_bytes: int = 64 * MEBIBYTE
    stop_timeout_s: float = 8.0
