"""The load: some connections, each posting the same request as soon as its last one is answered."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

VALUE_BYTES = 749
WARM_S = 1.0


class Measured(NamedTuple):
    """Requests a second, and their latencies in ms."""

    rate: float
    p50_ms: float
    p99_ms: float


class Poster(asyncio.Protocol):
    """One connection.

    Args:
        request: The whole request.
        took: Gets each answered request's seconds.
    """

    def __init__(self, request: bytes, took: list[float]) -> None:
        self.request = request
        self.took = took
        self.buffer = b""
        self.failure = b""

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self.post()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the server closed the connection: such a contender would only seem slow."""
        self.failure = self.failure or f"the connection was closed: {exc}".encode()

    def post(self) -> None:
        """Send the request."""
        self.began = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Go on when the answer is whole and a success."""
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        if not head.startswith(b"HTTP/1.1 200") or b'"error":"' in body:
            self.failure = self.buffer[:500]
            self.transport.abort()
            return
        self.took.append(time.perf_counter() - self.began)
        self.buffer = b""
        self.post()


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def value_of_size() -> dict[str, object]:
    """Return a record that is ``VALUE_BYTES`` bytes of compact JSON."""
    value: dict[str, object] = {"index": 7528, "category": "mens-fashion", "tag_list": "N,o, ,T,a,g,s"}
    missing = VALUE_BYTES - len(json.dumps({**value, "description": ""}, separators=(",", ":")))
    return {**value, "description": ("A short text, with commas and blanks. " * VALUE_BYTES)[:missing]}


async def post(port: int, requests: Sequence[bytes], seconds: float) -> Measured:
    """Post for some seconds after a warm-up, each request over a connection of its own.

    ``RuntimeError`` at the first answer that is no success.
    """
    took: list[float] = []
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(partial(Poster, request, took), "127.0.0.1", port)
        for request in requests
    ]
    await asyncio.sleep(WARM_S)
    took.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    lasted, ordered = time.perf_counter() - began, sorted(took)
    failures = [poster.failure for _, poster in opened if poster.failure]
    for transport, _ in opened:
        transport.abort()
    if failures or not ordered:
        raise RuntimeError(f"no success: {failures[:1]}")
    p99 = ordered[int(len(ordered) * 0.99)]
    return Measured(len(ordered) / lasted, statistics.median(ordered) * 1e3, p99 * 1e3)
