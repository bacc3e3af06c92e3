"""The servers: a real broker from the stack's own parts, the proxy, the bare application, and Karapace."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from confluent_kafka.admin import AdminClient, NewTopic
from measuring.servers import answers, run

from corkboard.settings import load
from corkboard.stack.context import Context
from corkboard.stack.native import kafka
from corkboard.stack.parts import Parts
from corkboard.stack.ports import choose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corkboard.settings import Settings

START_S = 60


class Contender(NamedTuple):
    """A server that takes records: its port, the path before the topic, and its process."""

    port: int
    prefix: str
    pid: int


@contextlib.contextmanager
def broker(home: Path) -> Iterator[Settings]:
    """Run a broker; yield settings that name it and free ports for the proxy."""
    ports = choose(is_default=False, before={})
    own = {"kafka": {"bootstrap_servers": f"127.0.0.1:{ports['kafka']}"}}
    urls = {name: {"url": f"http://127.0.0.1:{ports[name]}"} for name in ("gateway", "rest")}
    settings = load({"home": home, "name": "bench", **own, **urls}, environ={})
    parts = Parts(load().cache)
    if parts.jar_set("kafka").missing():
        raise SystemExit("Kafka's jars are not in the cache: run 'corkboard setup'")
    component = kafka.component(Context(settings, parts, ports, parts.java_home(), home))
    component.prepare()
    with run(list(component.command), lambda: not component.ready(), home / "broker.log", {}):
        yield settings


@contextlib.contextmanager
def proxy(settings: Settings, home: Path) -> Iterator[dict[str, Contender]]:
    """Run the proxy; both of its ports contend."""
    environment = {
        "CORKBOARD_HOME": str(home),
        "CORKBOARD_KAFKA__BOOTSTRAP_SERVERS": settings.kafka.bootstrap_servers,
        "CORKBOARD_REST__URL": settings.rest.url,
        "CORKBOARD_GATEWAY__URL": settings.gateway.url,
    }
    command = [sys.executable, "-m", "corkboard_proxy"]
    with run(command, answers(settings.rest.port), home / "proxy.log", environment) as pid:
        yield {
            "REST proxy": Contender(settings.rest.port, "", pid),
            "gateway and REST proxy": Contender(settings.gateway.port, "/prod", pid),
        }


@contextlib.contextmanager
def bare(settings: Settings, home: Path, port: int) -> Iterator[dict[str, Contender]]:
    """Run the bare application. It answers look-ups with an error, which is an answer."""
    command = [sys.executable, "-m", "rest_proxy_peers.bare", str(port), settings.kafka.bootstrap_servers]
    with run(command, answers(port), home / "bare.log", {}) as pid:
        yield {"bare application": Contender(port, "", pid)}


@contextlib.contextmanager
def karapace(settings: Settings, home: Path, port: int, folder: Path) -> Iterator[dict[str, Contender]]:
    """Run Karapace's REST proxy as fast as it goes: no linger; and as safe as ours: all acknowledgements."""
    conf = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BOOTSTRAP_URI": settings.kafka.bootstrap_servers,
        "KARAPACE_REST": "true",
        "KARAPACE_REGISTRY": "false",
        "LOG_LEVEL": "ERROR",
        "PRODUCER_LINGER_MS": "0",
        "PRODUCER_ACKS": "all",
    }
    environment = {f"KARAPACE_{name}": value for name, value in conf.items()}
    environment |= {"PYTHONPATH": str(folder / "src"), "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"}
    command = [str(folder / "venv" / "bin" / "python"), "-m", "karapace.kafka_rest_apis"]
    with run(command, answers(port), home / "karapace.log", environment) as pid:
        yield {"Karapace, linger 0": Contender(port, "", pid)}


def make_topic(settings: Settings, name: str) -> None:
    """Create a topic whose files go soon after it does, and wait until the broker has learned of it."""
    admin = AdminClient({"bootstrap.servers": settings.kafka.bootstrap_servers, "log_level": 0})
    new = NewTopic(name, num_partitions=1, replication_factor=1, config={"file.delete.delay.ms": "1000"})
    admin.create_topics([new])[name].result(START_S)
    end = time.monotonic() + START_S
    while name not in admin.list_topics(timeout=START_S).topics and time.monotonic() < end:
        time.sleep(0.05)


def drop_topic(settings: Settings, name: str) -> None:
    """Delete a topic."""
    admin = AdminClient({"bootstrap.servers": settings.kafka.bootstrap_servers, "log_level": 0})
    admin.delete_topics([name])[name].result(START_S)
