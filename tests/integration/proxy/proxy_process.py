"""The proxy as its own process, and a client for both of its ports."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from proxy_broker import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corkboard.settings import Settings

START_S = 30
ANSWER_S = 40
JSON = "application/vnd.kafka.json.v2+json"
BINARY = "application/vnd.kafka.binary.v2+json"


class Reply(NamedTuple):
    """Status, decoded body and headers (names in lower case) of one answer."""

    status: int
    body: object
    headers: dict[str, str]


def ask(
    port: int,
    method: str,
    path: str,
    body: object = None,
    *,
    kind: str = "application/json",
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Reply:
    """Return the answer to one request; a body that is no bytes is sent as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    content = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    sent = {**({"Content-Type": kind} if content is not None else {}), **headers}
    try:
        connection.request(method, path, content, sent)
        answer = connection.getresponse()
        text = answer.read()
        named = {name.lower(): value for name, value in answer.getheaders()}
        is_json = "json" in named.get("content-type", "")
        return Reply(answer.status, json.loads(text) if is_json else text, named)
    finally:
        connection.close()


class Proxy:
    """``python -m corkboard_proxy`` on two free ports.

    Args:
        settings: Where the broker is.
        folder: Its working folder.
        lines: The lines of its kafka-rest.properties.
        arguments: More of its command line.
        environment: More of its environment.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        lines: tuple[str, ...] = (),
        *,
        arguments: tuple[str, ...] = (),
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.rest, self.gateway = free_port(), free_port()
        config = folder / "kafka-rest.properties"
        config.write_text("\n".join(lines))
        own = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CORKBOARD_")},
            "CORKBOARD_HOME": str(folder),
            "CORKBOARD_KAFKA__BOOTSTRAP_SERVERS": settings.kafka.bootstrap_servers,
            "CORKBOARD_REST__URL": f"http://127.0.0.1:{self.rest}",
            "CORKBOARD_GATEWAY__URL": f"http://127.0.0.1:{self.gateway}",
            "CORKBOARD_AWS__ENDPOINT_URL": str(settings.aws.endpoint_url),
            **environment,
        }
        self.log = folder / "proxy.log"
        command = [sys.executable, "-m", "corkboard_proxy", "--config", str(config), *arguments]
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(command, stdout=log, stderr=log, env=own, cwd=folder)
        self.wait_until(lambda: "proxy.started" in self.log.read_text(), START_S)

    def wait_until(self, done, within_s: float) -> None:
        """Wait until ``done()`` is true; fail with the end of the log."""
        end = time.monotonic() + within_s
        while not done():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.05)

    def ask(
        self, method: str, path: str, body: object = None, *, kind: str = JSON, gateway: bool = False
    ) -> Reply:
        """Return the answer to one request; a body that is no bytes is sent as JSON."""
        return ask(self.gateway if gateway else self.rest, method, path, body, kind=kind)

    def ask_with_key(self, path: str, key: str) -> Reply:
        """Return the gateway's answer to a GET with an API key."""
        return ask(self.gateway, "GET", path, headers={"x-api-key": key})

    def post(self, topic: str, *records: object, kind: str = JSON) -> Reply:
        """Return the answer to a produce request of these records."""
        return self.ask("POST", f"/topics/{topic}", {"records": list(records)}, kind=kind)

    def end(self) -> int:
        """Ask it to stop; return its exit code, negative if it had to be killed."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
        return self.child.wait(5)
