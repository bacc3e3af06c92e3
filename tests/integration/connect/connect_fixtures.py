"""The stage of these tests: a broker, S3 and Connect workers, real and of this run alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from confluent_kafka.admin import NewTopic
from connect_kafka import Broker, Worker, make_plugin
from connect_landing import Landing, Records, difference
from connect_parts import Parts, locate_parts
from connect_processes import Process, free_port, wait_until
from connect_stream import Stream

from corkboard import clients, settings
from corkboard_connect import build
from corkboard_connect.toolchain import Toolchain

if TYPE_CHECKING:
    from pathlib import Path

    from confluent_kafka import Producer

    from corkboard.settings import Settings

KEYS = {"AWS_ACCESS_KEY_ID": "corkboard", "AWS_SECRET_ACCESS_KEY": "local"}
LARGE: dict[str, Any] = {"linger.ms": 1, "message.max.bytes": 10_485_760}
SINK = "corkboard.connect.s3.S3SinkConnector"


@dataclass
class Stage:
    """What a test acts on."""

    settings: Settings
    s3: Any
    bucket: str
    producer: Producer
    produced: dict[str, Records] = field(default_factory=dict)

    def topic(self, name: str = "", *, partitions: int = 1) -> str:
        """Create a topic and return its name."""
        topic = name or f"t-{secrets.token_hex(4)}"
        admin = clients.kafka_admin(self.settings)
        admin.create_topics([NewTopic(topic, partitions, 1)])[topic].result(10)
        self.produced[topic] = {}
        return topic

    def produce(self, topic: str, values: Sequence[bytes | None], *, partition: int = 0) -> None:
        """Send records, wait for every acknowledgement and remember where each went."""

        def keep(error: object, message: Any) -> None:
            assert error is None, error
            self.produced[topic][partition, message.offset()] = message.value() or b""

        for value in values:
            self.producer.produce(topic, value, partition=partition, on_delivery=keep)
            self.producer.poll(0)
        assert self.producer.flush(30) == 0

    def sink_config(self, topic: str, **more: str) -> dict[str, str]:
        """Return a connector's configuration: one record an object unless ``more`` says otherwise."""
        aws = self.settings.aws.sink_conf()
        base = {"connector.class": SINK, "topics": topic, "s3.bucket.name": self.bucket, "flush.size": "1"}
        return (
            base | {"tasks.max": "1", **aws} | {name.replace("_", "."): value for name, value in more.items()}
        )

    def landed(self, topic: str) -> Records:
        """Return what a topic has in S3."""
        return Landing(self.s3, self.bucket, topic).records()

    def wait_landed(self, topic: str, worker: Worker, *, timeout_s: float = 30) -> None:
        """Wait until every record produced is there, then require that nothing else is."""
        landing, due = Landing(self.s3, self.bucket, topic), self.produced[topic]
        done = lambda: landing.records().keys() >= due.keys()  # noqa: E731 - said once, used once
        wait_until(done, f"{topic} landed", timeout_s=timeout_s, state=worker.log_end)
        assert difference(landing.records(), due) == ""


@pytest.fixture(scope="session")
def parts() -> Parts:
    """The real parts; skips where they are not."""
    found = locate_parts()
    if found is None:
        pytest.skip("parts are missing: run 'corkboard setup'")
    return found


@pytest.fixture(scope="session")
def plugin(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our sink's plugin folder, built from the sources."""
    folder = tmp_path_factory.mktemp("plugins") / "corkboard-s3-sink"
    tools = Toolchain(parts.java, parts.compiler, (parts.kafka_jars, parts.sink_jars))
    build.build(tools, folder)
    return make_plugin(folder, parts.sink_jars)


@pytest.fixture(scope="session")
def broker(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker."""
    running = Broker(parts, tmp_path_factory.mktemp("broker"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def s3_url(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 emulator."""
    port = free_port()
    environ = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "LOG_LEVEL": "WARNING", "SERVICES": "s3"}
    command = [str(parts.ministack_python), "-m", "ministack"]
    running = Process(command, log=tmp_path_factory.mktemp("s3") / "s3.log", environ=environ)
    yield f"http://127.0.0.1:{port}"
    running.stop()


@pytest.fixture(scope="session")
def stage(broker: Broker, s3_url: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Broker and S3, answering, with a bucket."""
    home = tmp_path_factory.mktemp("home")
    chosen: dict[str, Any] = {"home": home, "aws": {"endpoint_url": s3_url}}
    chosen["kafka"] = {"bootstrap_servers": broker.bootstrap}
    loaded = settings.load(chosen, environ={})
    s3 = clients.s3(loaded)
    wait_until(lambda: s3.create_bucket(Bucket="landing"), "S3 ready")
    brokers = clients.kafka_admin(loaded, log_level=0)
    wait_until(
        lambda: brokers.list_topics(timeout=1).brokers, "broker ready", timeout_s=60, state=broker.log_end
    )
    return Stage(loaded, s3, "landing", clients.kafka_producer(loaded, **LARGE))


WorkerFactory = Callable[..., Worker]
RunSink = Callable[[dict[str, str]], str]


@pytest.fixture(scope="session")
def _workers(
    parts: Parts, stage: Stage, plugin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[WorkerFactory, list[Worker]]]:
    started: list[Worker] = []

    def start(
        group: str = "", plugins: Sequence[Path] = (), environ: Mapping[str, str] | None = None
    ) -> Worker:
        worker = Worker(
            parts,
            tmp_path_factory.mktemp("worker"),
            bootstrap=stage.settings.kafka.bootstrap_servers,
            group=group or f"g-{secrets.token_hex(4)}",
            plugins=[plugin.parent, *plugins],
            environ=KEYS
            | {"AWS_ENDPOINT_URL_S3": stage.settings.aws.endpoint_url or ""}
            | dict(environ or {}),
        )
        started.append(worker)
        worker.wait_ready()
        return worker

    yield start, started
    for worker in started:
        worker.stop()


@pytest.fixture(scope="session")
def worker(_workers: tuple[WorkerFactory, list[Worker]]) -> Worker:
    """A worker that tests share which do it no harm."""
    return _workers[0]()


@pytest.fixture
def start_worker(_workers: tuple[WorkerFactory, list[Worker]]) -> Iterator[WorkerFactory]:
    """Starts workers of a test's own, and ends them."""
    start, started = _workers
    before = len(started)
    yield start
    for each in started[before:]:
        each.stop()


@pytest.fixture
def run_sink(worker: Worker) -> Iterator[RunSink]:
    """Runs a connector on the shared worker, and removes it."""
    names: list[str] = []

    def run(config: dict[str, str]) -> str:
        names.append(f"sink-{secrets.token_hex(4)}")
        worker.create(names[-1], config)
        return names[-1]

    yield run
    for name in names:
        worker.delete(name)


@pytest.fixture
def stream(stage: Stage) -> Iterator[Callable[..., Stream]]:
    """Starts streams of records, and ends them."""
    started: list[Stream] = []

    def start(topic: str, *, partitions: int = 1, most_batches: int = 300) -> Stream:
        started.append(Stream(stage, topic, partitions=partitions, most_batches=most_batches))
        return started[-1]

    yield start
    for each in started:
        each.end()
