"""A Kafka broker and Connect workers from jars, with short timeouts so that the loss of one is seen within 2 s."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from connect_processes import SMALL_JVM, Process, free_port, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from connect_parts import Parts

BROKER = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=4194304
message.max.bytes=10485760
"""
WORKER = """bootstrap.servers={bootstrap}
group.id={group}
listeners=http://127.0.0.1:{port}
rest.advertised.host.name=127.0.0.1
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.converters.ByteArrayConverter
config.storage.topic=_{group}_configs
config.storage.replication.factor=1
offset.storage.topic=_{group}_offsets
offset.storage.replication.factor=1
offset.storage.partitions=1
status.storage.topic=_{group}_status
status.storage.replication.factor=1
status.storage.partitions=1
plugin.path={plugins}
plugin.discovery={discovery}
scheduled.rebalance.max.delay.ms=0
session.timeout.ms=2000
heartbeat.interval.ms=500
consumer.auto.offset.reset=earliest
consumer.session.timeout.ms=2000
consumer.heartbeat.interval.ms=500
consumer.metadata.max.age.ms=1000
connector.client.config.override.policy=All
"""
LOG4J = """status=warn
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
"""


def java_command(parts: Parts, folder: Path, main: str, *arguments: str) -> list[str]:
    """Return a command that runs a class of Kafka's jars, logging to standard output."""
    log4j = folder / "log4j2.properties"
    log4j.write_text(LOG4J)
    jvm = [str(parts.java), *SMALL_JVM, *_archive(parts, main), f"-Dlog4j2.configurationFile={log4j}"]
    return [*jvm, "-cp", f"{parts.kafka_jars}/*", main, *arguments]


def _archive(parts: Parts, main: str) -> list[str]:
    """Return how a JVM reads the classes that a stack on this machine has archived: it starts in half the time."""
    name = "connect" if main.endswith("ConnectDistributed") else "kafka"
    archive = parts.kafka_jars.parent / "cds" / f"{name}-{parts.kafka_jars.name}.jsa"
    quiet = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off")
    return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", *quiet] if archive.exists() else []


class Broker(Process):
    """One broker with empty data."""

    def __init__(self, parts: Parts, folder: Path) -> None:
        port = free_port()
        self.bootstrap = f"127.0.0.1:{port}"
        conf = folder / "broker.properties"
        conf.write_text(BROKER.format(port=port, controller=free_port(), data=folder / "data"))
        make = ("format", "--cluster-id", "Y29ya2JvYXJkLXRlc3RzMQ", "--config", str(conf))
        subprocess.run(
            java_command(parts, folder, "kafka.tools.StorageTool", *make),
            check=True,
            capture_output=True,
            timeout=60,
        )
        super().__init__(java_command(parts, folder, "kafka.Kafka", str(conf)), log=folder / "broker.log")


class ConnectWorker(Process):
    """A Connect worker's process and its REST interface.

    Args:
        command: What starts it.
        port: Where its REST interface listens.
        log: Where it writes.
        environ: What its process finds in its environment, such as S3's address.
    """

    def __init__(self, command: list[str], *, port: int, log: Path, environ: dict[str, str]) -> None:
        self.port = port
        super().__init__(command, log=log, environ=environ)

    def ask(self, path: str, *, method: str = "GET", body: object = None) -> Any:
        """Return a REST answer's JSON; ``OSError`` when it is not 2xx."""
        content = None if body is None else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body=content, headers={"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 300:
            raise OSError(f"{method} {path} → {answer.status}: {text}")
        return json.loads(text or "null")

    def wait_ready(self) -> None:
        """Wait until the worker answers."""
        wait_until(
            lambda: self.ask("/connectors") is not None, "worker ready", timeout_s=60, state=self.log_end
        )

    def create(self, name: str, config: dict[str, str]) -> None:
        """Create a connector, or change it, and wait until it and its tasks run."""
        body = {"name": name, **config}
        wait_until(
            lambda: self.ask(f"/connectors/{name}/config", method="PUT", body=body),
            f"{name} accepted",
            timeout_s=10,
        )
        wait_until(lambda: self.is_healthy(name), f"{name} running", state=lambda: self.state(name))

    def state(self, name: str) -> Any:
        """Return a connector's status."""
        return self.ask(f"/connectors/{name}/status")

    def is_healthy(self, name: str) -> bool:
        """Say whether a connector and every task run."""
        status = self.state(name)
        states = [status["connector"]["state"], *(task["state"] for task in status["tasks"])]
        return len(states) > 1 and set(states) == {"RUNNING"}

    def delete(self, name: str) -> None:
        """Remove a connector."""
        wait_until(lambda: self._deleted(name), f"{name} deleted", timeout_s=10)

    def _deleted(self, name: str) -> bool:
        self.ask(f"/connectors/{name}", method="DELETE")
        return True


class Worker(ConnectWorker):
    """A worker of these tests' own configuration.

    Args:
        parts: The real parts.
        folder: Its configuration and log; a second worker of a group has another one.
        bootstrap: The broker.
        group: Workers of one group share their connectors.
        plugins: Plugin folders; beyond the first, plugins may lack a manifest, and finding those takes seconds.
        environ: What the worker's process finds in its environment, such as S3's address.
    """

    def __init__(
        self,
        parts: Parts,
        folder: Path,
        *,
        bootstrap: str,
        group: str,
        plugins: list[Path],
        environ: dict[str, str],
    ) -> None:
        port = free_port()
        conf = folder / "worker.properties"
        found = {"plugins": ",".join(map(str, plugins))}
        found["discovery"] = "hybrid_warn" if plugins[1:] else "service_load"
        conf.write_text(WORKER.format(bootstrap=bootstrap, group=group, port=port, **found))
        main = "org.apache.kafka.connect.cli.ConnectDistributed"
        command = java_command(parts, folder, main, str(conf))
        super().__init__(command, port=port, log=folder / "worker.log", environ=environ)


def make_plugin(folder: Path, jars: Path) -> Path:
    """Make a folder of the built jars in ``folder`` a plugin by adding the jars it needs."""
    for jar in jars.glob("*.jar"):
        shutil.copy(jar, folder)
    return folder
