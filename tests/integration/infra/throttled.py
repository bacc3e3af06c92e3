"""An address before the emulator's that refuses some calls, as AWS does when it is asked too often."""

from __future__ import annotations

import http.client
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
    address, lock, calls = urlsplit(url), threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                calls[0] += 1
                code = fault(calls[0])
            if code:
                self._answer(400, "text/xml", FAULT.format(code=code).encode())
                return
            connection = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT_S)
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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
