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
    from connect_stream import Stream

ROTATIONS = [{"flush_size": "1"}, {"flush_size": "50", "rotate_interval_ms": "200"}]
NAMES = ["by count", "by time"]
MOST_BATCHES = 120  # six seconds of records, which is longer than a worker takes to join


@pytest.mark.parametrize("rotation", ROTATIONS, ids=NAMES)
def test_a_killed_worker_leaves_nothing_lost_or_doubled(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream], rotation: dict[str, str]
) -> None:
    """SIGKILL while objects are being stored; the next worker goes on where the objects end."""
    topic, group = stage.topic(), f"g-{secrets.token_hex(4)}"
    first = start_worker(group)
    first.create(group, stage.sink_config(topic, **rotation))
    running = stream(topic, most_batches=MOST_BATCHES)
    wait_until(lambda: count_objects(stage.s3, stage.bucket, topic) >= 5, "five objects", state=first.log_end)

    first.kill()
    second = start_worker(group)
    running.end()

    stage.wait_landed(topic, second)


@pytest.mark.parametrize("rotation", ROTATIONS, ids=NAMES)
def test_a_worker_thought_dead_doubles_nothing(
    stage: Stage, start_worker: WorkerFactory, stream: Callable[..., Stream], rotation: dict[str, str]
) -> None:
    """Stopped with records in memory, woken after its successor has stored them under other boundaries."""
    topic, group = stage.topic(), f"g-{secrets.token_hex(4)}"
    zombie = start_worker(group)
    zombie.create(group, stage.sink_config(topic, **rotation))
    running = stream(topic, most_batches=MOST_BATCHES)
    wait_until(
        lambda: count_objects(stage.s3, stage.bucket, topic) >= 5, "five objects", state=zombie.log_end
    )

    zombie.signal(signal.SIGSTOP)
    stored = count_objects(stage.s3, stage.bucket, topic)
    successor = start_worker(group)
    wait_until(
        lambda: count_objects(stage.s3, stage.bucket, topic) > stored + 3,
        "successor at work",
        state=successor.log_end,
    )
    zombie.signal(signal.SIGCONT)
    wait_until(lambda: successor.is_healthy(group), "group settled", state=lambda: successor.state(group))
    running.end()

    stage.wait_landed(topic, successor)


@pytest.mark.parametrize("rotation", ROTATIONS, ids=NAMES)
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
