"""A real broker, started from the parts that ``corkboard setup`` fetched."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Self

from corkboard import clients
from corkboard.settings import load
from corkboard.stack.context import Context
from corkboard.stack.native import kafka
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

START_S = 60
STOP_S = 20
ADMIN_S = 10


def find_context(home: Path) -> tuple[Context | None, str]:
    """Return what a broker is started from, and why there is nothing if there is not.

    The one place that knows where the parts are: a stack's own settings could stand here instead.
    """
    parts = Parts(load({"home": home}).cache)
    if parts.jar_set("kafka").missing():
        return None, "Kafka's jars are not in the cache: run 'corkboard setup'"
    ports = {name: free_port() for name in ("kafka", "kafka_controller", "gateway", "rest")}
    address = {"bootstrap_servers": f"127.0.0.1:{ports['kafka']}"}
    settings = load({"home": home, "name": "proxytest", "kafka": address}, environ={})
    return Context(settings, parts, ports, parts.java_home(), home), ""


class Broker:
    """One broker whose data survives its restarts."""

    def __init__(self, context: Context) -> None:
        self.settings = context.settings
        self._component = kafka.component(context)
        self._component.prepare()
        self._log = (context.settings.home / "broker.log").open("ab")
        self._admin = clients.kafka_admin(self.settings, log_level=0)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it is usable."""
        self._child = subprocess.Popen(self._component.command, stdout=self._log, stderr=self._log)
        end = time.monotonic() + START_S
        while last := self._component.ready():
            assert self.is_running(), f"the broker ended: {self._log.name}"
            assert time.monotonic() < end, last
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as a crash would."""
        self._child.kill()
        self._child.wait(STOP_S)

    @contextlib.contextmanager
    def frozen(self):
        """Let it answer nothing for a while, with its connections open."""
        self._child.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._child.send_signal(signal.SIGCONT)

    def is_running(self) -> bool:
        """Say whether it has not ended."""
        return self._child.poll() is None

    def create_topic(self, name: str, partitions: int = 1) -> None:
        """Create a topic, and wait until the broker has learned of it from the controller."""
        new = clients.new_topic(name, partitions=partitions, replication_factor=1)
        self._admin.create_topics([new], request_timeout=ADMIN_S)[name].result(ADMIN_S)
        end = time.monotonic() + STOP_S
        while name not in self._admin.list_topics(timeout=STOP_S).topics:
            assert time.monotonic() < end, f"the broker does not know {name}"
            time.sleep(0.02)

    def delete_topics(self, names: list[str]) -> None:
        """Delete topics."""
        if names:
            for deleted in self._admin.delete_topics(names, request_timeout=ADMIN_S).values():
                deleted.result(ADMIN_S)

    def read(
        self, topic: str, partition: int = 0, *, settings: Settings | None = None
    ) -> list[tuple[bytes | None, bytes | None]]:
        """Return every record's key and value; the n-th is the one at offset n."""
        consumer = clients.kafka_consumer(settings or self.settings, group=f"read-{topic}")
        place = clients.TopicPartition(topic, partition, 0)
        try:
            _, end = consumer.get_watermark_offsets(place, timeout=STOP_S)
            consumer.assign([place])
            found = consumer.consume(end, timeout=STOP_S) if end else []
            return [(message.key(), message.value()) for message in found]
        finally:
            consumer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_running():
            self._child.terminate()
            try:
                self._child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
