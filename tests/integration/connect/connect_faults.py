"""A proxy before S3 that breaks every n-th call, each time in another way."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = ("500", "429", "reset before", "503", "reset after")
NEVER_RETURN = struct.pack("ii", 1, 0)
SKIPPED = {"transfer-encoding", "connection", "content-length", "date", "server"}


class FaultProxy:
    """Forwards to ``target``; every ``every``-th call fails, ``reset after`` once the target has done its work."""

    def __init__(self, target: str, *, every: int = 3) -> None:
        self.calls = itertools.count(1)
        self.kinds = itertools.cycle(FAULTS)
        self.every = every
        self.broken: list[str] = []
        self.host = urlsplit(target).netloc
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def next_fault(self) -> str:
        """Return how the next call fails, or nothing."""
        with self._lock:
            if next(self.calls) % self.every:
                return ""
            self.broken.append(next(self.kinds))
            return self.broken[-1]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def do_PUT(self) -> None:
        """Forward or break a call."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.proxy.next_fault()
        if fault.isdigit():
            self._answer(int(fault), {}, b"")
        elif fault == "reset before":
            self._reset()
        else:
            status, headers, content = self._forward(body)
            if fault:
                self._reset()
            else:
                self._answer(status, headers, content)

    do_HEAD = do_PUT  # noqa: N815

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.proxy.host, timeout=10)
        connection.request(self.command, self.path, body=body, headers=dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return (
            answer.status,
            {name: value for name, value in answer.getheaders() if name.lower() not in SKIPPED},
            content,
        )

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        """Close the connection so that the caller sees a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NEVER_RETURN)
        os.close(self.connection.detach())
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""
