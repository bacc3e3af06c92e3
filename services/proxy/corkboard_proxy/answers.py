"""An HTTP answer as a value: sent to a client, or collected from an application of this process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]
CLOSE: Headers = ((b"connection", b"close"),)


class Answer(msgspec.Struct, frozen=True):
    """Status, body, media type (empty if among the headers; none without a body) and the other headers."""

    status: int
    body: bytes = b""
    media_type: bytes = b"application/json"
    headers: Headers = ()

    def all_headers(self) -> Headers:
        """Return every header that goes on the wire, the length included."""
        length = (b"content-length", b"%d" % len(self.body))
        if not self.body or not self.media_type:
            return (length, *self.headers)
        return ((b"content-type", self.media_type), length, *self.headers)


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer to the client of one request."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.all_headers()})
    await send({"type": "http.response.body", "body": answer.body})


async def collect_answer(application: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """Return what an application answers to a request whose body was read already."""
    pieces: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        return pieces.pop() if pieces else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    await application(scope, receive, send)
    headers = tuple(header for header in sent[0]["headers"] if header[0] != b"content-length")
    return Answer(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), b"", headers)
