"""Reading a request's body: whole, within a size and a time.

BodyError                the request cannot be answered as sent
├── BodyTooLargeError    longer than the limit           413
├── BodyTooSlowError     did not arrive in time          408
└── ClientGoneError      the client went away            nobody to answer
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive

    from corkboard_proxy.limits import Limits


class BodyError(Exception):
    """The request cannot be answered as sent."""


class BodyTooLargeError(BodyError):
    """The body is longer than the limit."""


class BodyTooSlowError(BodyError):
    """The body did not arrive in time."""


class ClientGoneError(BodyError):
    """The client went away before its request was whole."""


async def read_body(receive: Receive, limits: Limits) -> bytes:
    """Return the whole body; most come in one piece and cost one call.

    Raises:
        BodyError: One of its kinds.
    """
    message = await receive()
    if not message.get("more_body"):
        return _check(_piece(message), limits)
    try:
        async with asyncio.timeout(limits.body_timeout_s):
            return await _read_rest(_piece(message), receive, limits)
    except TimeoutError as error:
        raise BodyTooSlowError(f"the body took more than {limits.body_timeout_s:g} s to arrive") from error


async def _read_rest(first: bytes, receive: Receive, limits: Limits) -> bytes:
    """Collect the pieces; past the limit they are counted and thrown away, so that the answer arrives."""
    body, seen, more = bytearray(first), len(first), True
    while more and seen <= limits.drained_bytes:
        message = await receive()
        piece = _piece(message)
        seen += len(piece)
        if seen <= limits.body_bytes:
            body += piece
        more = message.get("more_body", False)
    if seen > limits.body_bytes:
        raise _too_large(limits)
    return bytes(body)


def _piece(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientGoneError("the client went away before its request was whole")
    piece: bytes = message.get("body", b"")
    return piece


def _check(body: bytes, limits: Limits) -> bytes:
    if len(body) > limits.body_bytes:
        raise _too_large(limits)
    return body


def _too_large(limits: Limits) -> BodyTooLargeError:
    return BodyTooLargeError(f"the body is longer than {limits.body_bytes} bytes")
