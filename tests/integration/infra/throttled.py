"""An address before the emulator's that refuses some calls, as AWS does when it is asked too often."""

from __future__ import annotations

import http.client
import itertools
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMEOUT_S = 30
FAULT = """<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
<Code>{code}</Code><Message>said by a test</Message></Error><RequestId>1</RequestId></ErrorResponse>"""


@contextmanager
def before(url: str, fault: Callable[[int], str | None]) -> Iterator[str]:
    """Yield an address that passes calls on, but those to which ``fault`` gives an error's code.

    Args:
        url: The emulator's address.
        fault: Takes the call's number, from 1.
    """
    server = Refusing(urlsplit(url).netloc, fault)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Refusing(ThreadingHTTPServer):
    """Listens, and counts the calls."""

    def __init__(self, behind: str, fault: Callable[[int], str | None]) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.behind = behind
        self._fault = fault
        self._numbers, self._lock = itertools.count(1), threading.Lock()

    def code_of_next(self) -> str | None:
        """Return the error's code of the next call, or none where it is passed on."""
        with self._lock:
            return self._fault(next(self._numbers))


class Call(BaseHTTPRequestHandler):
    """Answers one call."""

    protocol_version = "HTTP/1.1"
    server: Refusing

    def do_POST(self) -> None:
        """Refuse it, or pass it on."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if code := self.server.code_of_next():
            self._answer(400, "text/xml", FAULT.format(code=code).encode())
        else:
            self._pass_on(body)

    def _pass_on(self, body: bytes) -> None:
        connection = http.client.HTTPConnection(self.server.behind, timeout=TIMEOUT_S)
        connection.request("POST", self.path, body, dict(self.headers))
        answer = connection.getresponse()
        self._answer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
        connection.close()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
