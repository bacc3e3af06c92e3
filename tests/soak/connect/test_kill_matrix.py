"""Workers killed, hung and joined again and again while records stream in and S3 fails now and then."""

from __future__ import annotations

import itertools
import random
import secrets
import signal
import time
from typing import TYPE_CHECKING

import pytest
from connect_faults import FaultProxy
from connect_landing import count_objects
from connect_processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connect_fixtures import Stage, WorkerFactory
    from connect_kafka import Worker
    from connect_stream import Stream

ROUNDS = 6
ROTATIONS = {
    "by one": {"flush_size": "1"},
    "by count": {"flush_size": "40"},
    "by time": {"flush_size": "50", "rotate_interval_ms": "150"},
    "by schedule": {"flush_size": "50", "rotate_schedule_interval_ms": "150"},
}

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def unsteady(stage: Stage) -> Iterator[FaultProxy]:
    """S3 that fails on every seventh call."""
    proxy = FaultProxy(stage.settings.aws.endpoint_url or "", every=7)
    yield proxy
    proxy.close()


def wait_growth(stage: Stage, topic: str, worker: Worker) -> None:
    """Wait until the worker has stored something more."""
    before = count_objects(stage.s3, stage.bucket, topic)
    grown = lambda: count_objects(stage.s3, stage.bucket, topic) > before  # noqa: E731 - a condition
    wait_until(grown, "storing", state=worker.log_end)


def finish(stage: Stage, topic: str, running: Stream, worker: Worker) -> None:
    """End the stream at a multiple of every flush size, wait for the rest and check."""
    running.end()
    missing = -len(stage.produced[topic]) % 200
    stage.produce(topic, [b'{"end": true}'] * missing)
    stage.wait_landed(topic, worker, timeout_s=120)


@pytest.mark.parametrize("rotation", ROTATIONS.values(), ids=ROTATIONS)
def test_kills_at_any_moment(
    stage: Stage,
    start_worker: WorkerFactory,
    stream: Callable[..., Stream],
    unsteady: FaultProxy,
    rotation: dict[str, str],
) -> None:
    """Six SIGKILLs, each a random time after the worker began to store."""
    topic, group, rng = stage.topic(), f"g-{secrets.token_hex(4)}", random.Random(7)
    worker = start_worker(group)
    worker.create(group, stage.sink_config(topic, store_url=unsteady.url, **rotation))
    running = stream(topic, most_batches=4000)

    for _ in range(ROUNDS):
        wait_growth(stage, topic, worker)
        time.sleep(rng.uniform(0, 0.6))
        worker.kill()
        worker = start_worker(group)

    finish(stage, topic, running, worker)


@pytest.mark.parametrize("rotation", ROTATIONS.values(), ids=ROTATIONS)
def test_workers_thought_dead(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream], rotation: dict[str, str]
) -> None:
    """Two workers of which one hangs for 4 s, then the other, six times; both wake up with records in memory."""
    topic, group, rng = stage.topic(), f"g-{secrets.token_hex(4)}", random.Random(11)
    workers = [start_worker(group), start_worker(group)]
    workers[0].create(group, stage.sink_config(topic, **rotation))
    running = stream(topic, most_batches=4000)

    for hung in itertools.islice(itertools.cycle(workers), ROUNDS):
        time.sleep(rng.uniform(0.5, 2))
        hung.signal(signal.SIGSTOP)
        time.sleep(4)
        hung.signal(signal.SIGCONT)

    wait_until(lambda: workers[0].is_healthy(group), "settled", state=lambda: workers[0].state(group))
    finish(stage, topic, running, workers[0])


def test_workers_come_and_go(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream], unsteady: FaultProxy
) -> None:
    """Three tasks move between one and two workers, four times, while S3 is unsteady."""
    topic, group = stage.topic(partitions=3), f"g-{secrets.token_hex(4)}"
    worker = start_worker(group)
    config = stage.sink_config(topic, store_url=unsteady.url, tasks_max="3", **ROTATIONS["by time"])
    worker.create(group, config)
    running = stream(topic, partitions=3, most_batches=4000)

    for _ in range(4):
        guest = start_worker(group)
        wait_until(
            lambda: len({task["worker_id"] for task in worker.state(group)["tasks"]}) == 2, "tasks shared"
        )
        guest.stop()

    finish(stage, topic, running, worker)
