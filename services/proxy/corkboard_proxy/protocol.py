"""HTTP's edge: uvicorn's parser with limits on headers, connections and time, and a gentler stop.

uvicorn bounds none of these for httptools (checked with 0.54): headers may be endless, a silent
connection stays, a stop cuts a request whose first bytes are on their way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from starlette.types import ASGIApp
    from uvicorn.server import ServerState

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.limits import Limits

    Refusal = Callable[[int, str], Answer]

UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
LINGER_S = 0.5
STOP_GRACE_S = 0.5


def without_upgrade(data: bytes) -> bytes:
    """Return bytes that begin in a request's head without its ``Upgrade`` header.

    No upgrade is offered, and httptools drops the body of a request that asks for one (checked with
    0.9.0); Java's HttpClient asks for HTTP/2 with every first request.
    """
    if b"pgrade" not in data:
        return data
    head, end, rest = data.partition(b"\r\n\r\n")
    return UPGRADE.sub(b"", head) + end + rest


class LimitedConfig(uvicorn.Config):
    """uvicorn's configuration of one port.

    Attributes:
        limits: What one client may ask.
        refusal: The answer to a client that broke HTTP or a limit, from status and message.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits, refusal: Refusal) -> None:
        self.limits = limits
        self.refusal = refusal
        super().__init__(
            app,
            http=LimitedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=limits.idle_timeout_s,
            timeout_graceful_shutdown=max(1, round(limits.stop_timeout_s)),
        )


class LimitedProtocol(HttpToolsProtocol):
    """One connection."""

    config: LimitedConfig

    def __init__(
        self,
        config: LimitedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.limits = config.limits
        self.head_began_at: float | None = None
        self.head_bytes = 0
        self.blocked_at: float | None = None
        self.is_refused = False
        self.is_stopping = False

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Take the connection, or refuse it when there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self.refuse(429, f"too many connections: the limit is {self.limits.connections}")
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def data_received(self, data: bytes) -> None:
        """Parse, and watch how long and how large the head of a request becomes."""
        if self.is_refused:
            return
        if self.head_began_at is None and self.is_idle:
            self.head_began_at = self.loop.time()
            self.head_bytes = 0
        self.head_bytes += len(data)
        super().data_received(data if self.head_began_at is None else without_upgrade(data))
        if self.head_began_at is not None and self.head_bytes > self.limits.header_bytes:
            self.refuse(431, f"the request's headers are longer than {self.limits.header_bytes} bytes")

    def on_headers_complete(self) -> None:
        """Start the request, unless its head is too large."""
        self.head_began_at = None
        limits = self.limits
        if len(self.headers) > limits.header_count:
            self.refuse(431, f"the request has more than {limits.header_count} headers")
        elif self.head_bytes > limits.header_bytes and self._head_size() > limits.header_bytes:
            self.refuse(431, f"the request's headers are longer than {limits.header_bytes} bytes")
        else:
            super().on_headers_complete()
            if self.is_stopping:
                self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Collect the body, unless the request was refused."""
        if not self.is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End the body, unless the request was refused."""
        if not self.is_refused:
            super().on_message_complete()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that are not HTTP."""
        self.refuse(400, msg)

    def refuse(self, status: int, message: str) -> None:
        """Answer and close; what still comes is thrown away for a moment, or a reset would eat the answer."""
        if self.is_refused or self.transport.is_closing():
            return
        self.is_refused = True
        self.head_began_at = None
        self._unset_keepalive_if_required()
        answer = self.config.refusal(status, message)
        head = [b"%s: %s\r\n" % header for header in answer.all_headers()]
        self.transport.write(b"".join([STATUS_LINE[status], *head, b"\r\n", answer.body]))
        self.loop.call_later(LINGER_S, self.transport.close)

    def pause_writing(self) -> None:
        """Note since when the client leaves its answer unread."""
        self.blocked_at = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on writing."""
        self.blocked_at = None
        super().resume_writing()

    def sweep(self, now: float) -> None:
        """End the connection if its client is too slow."""
        if self.head_began_at is not None and now - self.head_began_at > self.limits.header_timeout_s:
            self.refuse(408, f"the request's headers took more than {self.limits.header_timeout_s:g} s")
        if self.blocked_at is not None and now - self.blocked_at > self.limits.write_timeout_s:
            self.transport.abort()

    def shutdown(self) -> None:
        """Finish what was begun; an idle connection gets a moment for a request that is on its way."""
        self.is_stopping = True
        if self.is_idle:
            self.loop.call_later(STOP_GRACE_S, self._close_idle)
        else:
            self.cycle.keep_alive = False

    def _close_idle(self) -> None:
        if self.is_idle and self.head_began_at is None:
            self.transport.close()
