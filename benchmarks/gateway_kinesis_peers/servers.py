"""The servers: MiniStack from the stack's own parts, and our gateway in front of it."""

from __future__ import annotations

import contextlib
import json
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, NamedTuple

from measuring.servers import answers, run

from corkboard.settings import load
from corkboard.stack.context import Context
from corkboard.stack.native import aws
from corkboard.stack.parts import Parts
from corkboard.stack.ports import choose
from gateway_kinesis_peers.requests import authorization

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corkboard.settings import Settings

ANSWER_S = 30


class Contender(NamedTuple):
    """What takes records: its port, the path before ``/streams``, its process, and the Kinesis behind it."""

    port: int
    prefix: str
    pid: int
    aws_url: str


@contextlib.contextmanager
def emulator(home: Path) -> Iterator[tuple[Settings, Contender]]:
    """Run MiniStack; yield settings that name it and free ports for the gateway."""
    ports = choose(is_default=False, before={})
    own = {"aws": {"endpoint_url": f"http://127.0.0.1:{ports['aws']}"}}
    urls = {name: {"url": f"http://127.0.0.1:{ports[name]}"} for name in ("gateway", "rest")}
    settings = load({"home": home, "name": "bench", **own, **urls}, environ={})
    parts = Parts(load().cache)
    if not parts.ministack_python.exists():
        raise SystemExit("MiniStack is not in the cache: run 'corkboard setup'")
    component = aws.component(Context(settings, parts, ports, parts.java_home(), home))
    component.prepare()
    environment = {**component.environment, "PERSIST_STATE": "0", "S3_PERSIST": "0"}
    log = home / "aws.log"
    with run(list(component.command), lambda: not component.ready(), log, environment) as pid:
        yield settings, Contender(ports["aws"], "", pid, settings.aws.endpoint_url or "")


@contextlib.contextmanager
def gateway(settings: Settings, home: Path) -> Iterator[Contender]:
    """Run our gateway; there is no Kafka behind its other routes."""
    environment = {
        "CORKBOARD_HOME": str(home),
        "CORKBOARD_AWS__ENDPOINT_URL": str(settings.aws.endpoint_url),
        "CORKBOARD_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:9",
        "CORKBOARD_REST__URL": settings.rest.url,
        "CORKBOARD_GATEWAY__URL": settings.gateway.url,
    }
    command = [sys.executable, "-m", "corkboard_proxy"]
    with run(command, answers(settings.gateway.port), home / "proxy.log", environment) as pid:
        yield Contender(settings.gateway.port, "/prod", pid, str(settings.aws.endpoint_url))


def make_stream(aws_url: str, name: str, *, within_s: float = ANSWER_S) -> None:
    """Create a stream of one shard, and wait until it is active."""
    call(aws_url, "CreateStream", {"StreamName": name, "ShardCount": 1}, within_s=within_s)
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        shown = call(aws_url, "DescribeStreamSummary", {"StreamName": name})
        if shown["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
        time.sleep(0.1)
    raise SystemExit(f"the stream {name} did not become active in {within_s:g} s")


def drop_stream(aws_url: str, name: str) -> None:
    """Delete a stream."""
    call(aws_url, "DeleteStream", {"StreamName": name})


def call(
    aws_url: str, action: str, content: object, *, within_s: float = ANSWER_S
) -> dict[str, dict[str, object]]:
    """Return Kinesis' answer."""
    request = urllib.request.Request(  # noqa: S310 - an address of this machine
        aws_url + "/",
        json.dumps(content).encode(),
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"Kinesis_20131202.{action}",
            "Authorization": authorization("kinesis"),
        },
    )
    with urllib.request.urlopen(request, timeout=within_s) as answer:  # noqa: S310
        found: dict[str, dict[str, object]] = json.loads(answer.read() or b"{}")
        return found
