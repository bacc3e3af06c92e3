"""Workers that die, hang or join: each record is still there once."""

from __future__ import annotations

import secrets
import signal
from typing import TYPE_CHECKING

import pytest
from connect_landing import count_objects
from connect_processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from connect_fixtures import Stage, WorkerFactory
    from connect_kafka import Worker
    from connect_stream import Stream

ROTATIONS = {
    "by count": {"flush_size": "1"},
    "by time": {"flush_size": "50", "rotate_interval_ms": "200"},
}
MOST_BATCHES = 120  # six seconds of records, which is longer than a worker takes to join


class Sinks:
    """One connector of each rotation on the same workers, each with a topic and a stream of its own."""

    def __init__(self, stage: Stage, worker: Worker, stream: Callable[..., Stream]) -> None:
        self._stage, self._worker = stage, worker
        self.topics = {f"g-{secrets.token_hex(4)}": stage.topic() for _ in ROTATIONS}
        for (name, topic), rotation in zip(self.topics.items(), ROTATIONS.values(), strict=True):
            worker.create(name, stage.sink_config(topic, **rotation))
        self._running = [stream(topic, most_batches=MOST_BATCHES) for topic in self.topics.values()]

    def objects(self) -> list[int]:
        """Return how many objects each topic has."""
        return [count_objects(self._stage.s3, self._stage.bucket, topic) for topic in self.topics.values()]

    def wait_objects(self, more_than: list[int], worker: Worker) -> None:
        """Wait until each topic has more objects than so many."""
        grown = lambda: all(now > then for now, then in zip(self.objects(), more_than, strict=True))  # noqa: E731 - a condition
        wait_until(grown, f"objects: more than {more_than}", state=worker.log_end)

    def wait_healthy(self, worker: Worker) -> None:
        """Wait until every connector runs."""
        for name in self.topics:
            wait_until(lambda name=name: worker.is_healthy(name), "settled", state=worker.log_end)

    def wait_landed(self, worker: Worker) -> None:
        """End the streams, and wait until all records are there once."""
        for running in self._running:
            running.end()
        for topic in self.topics.values():
            self._stage.wait_landed(topic, worker)


def test_a_killed_worker_leaves_nothing_lost_or_doubled(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream]
) -> None:
    """SIGKILL while objects are being stored; the next worker goes on where the objects end."""
    group = f"g-{secrets.token_hex(4)}"
    first = start_worker(group)
    sinks = Sinks(stage, first, stream)
    sinks.wait_objects([4, 4], first)

    first.kill()
    second = start_worker(group)

    sinks.wait_landed(second)


def test_a_worker_thought_dead_doubles_nothing(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream]
) -> None:
    """Stopped with records in memory, woken after its successor has stored them under other boundaries."""
    group = f"g-{secrets.token_hex(4)}"
    zombie = start_worker(group)
    sinks = Sinks(stage, zombie, stream)
    sinks.wait_objects([4, 4], zombie)

    zombie.signal(signal.SIGSTOP)
    stored = sinks.objects()
    successor = start_worker(group)
    sinks.wait_objects([count + 3 for count in stored], successor)
    zombie.signal(signal.SIGCONT)
    sinks.wait_healthy(successor)

    sinks.wait_landed(successor)


@pytest.mark.parametrize("rotation", ROTATIONS.values(), ids=ROTATIONS)
def test_a_second_worker_takes_its_share(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream], rotation: dict[str, str]
) -> None:
    """Tasks move to a worker that joins and back from one that leaves, in the middle of the stream."""
    topic, group = stage.topic(partitions=3), f"g-{secrets.token_hex(4)}"
    first = start_worker(group)
    first.create(group, stage.sink_config(topic, **rotation, tasks_max="3"))
    running = stream(topic, partitions=3, most_batches=MOST_BATCHES)

    second = start_worker(group)
    wait_until(lambda: len({task["worker_id"] for task in first.state(group)["tasks"]}) == 2, "tasks shared")
    second.stop()
    wait_until(lambda: first.is_healthy(group), "tasks back", state=lambda: first.state(group))
    running.end()

    stage.wait_landed(topic, first)
