"""Kinesis through a relay that refuses some of the reads, or answers late: what an emulator never does."""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

REFUSAL = b'{"__type":"ProvisionedThroughputExceededException","message":"Rate exceeded for shard."}'
READS = "Kinesis_20131202.GetRecords"
JSON = "application/x-amz-json-1.1"


class Relay(ThreadingHTTPServer):
    """A server on loopback that passes requests on.

    Args:
        url: To where.
        refused: The share of reads that are refused, from 0 to 1.
        delay_s: How late every answer is.

    Attributes:
        refusals: How many reads were refused.
    """

    daemon_threads = True

    def __init__(self, url, *, refused=0.0, delay_s=0.0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = urlsplit(url).netloc
        self.refused, self.delay_s = refused, delay_s
        self.refusals = 0
        self.rng = random.Random(1)

    @property
    def url(self):
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Passes one connection's requests on."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.delay_s)
        if self.headers["X-Amz-Target"] == READS and self.server.rng.random() < self.server.refused:
            self.server.refusals += 1
            self._answer(400, REFUSAL)
            return
        link = http.client.HTTPConnection(self.server.target, timeout=30)
        link.request("POST", self.path, body, dict(self.headers))
        answer = link.getresponse()
        self._answer(answer.status, answer.read())
        link.close()

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def relay(url, **faults):
    """Yield a relay that runs until the block ends."""
    server = Relay(url, **faults)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
