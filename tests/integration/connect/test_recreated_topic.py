"""A topic that was deleted and made again under a running sink: its offsets begin anew, its records are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connect_landing import object_names
from connect_processes import wait_until

from corkboard import clients

if TYPE_CHECKING:
    from connect_fixtures import RunSink, Stage
    from connect_kafka import Worker


def make_anew(stage: Stage, topic: str) -> None:
    """Delete a topic and create it again."""
    admin = clients.kafka_admin(stage.settings)
    admin.delete_topics([topic])[topic].result(10)
    wait_until(lambda: topic not in admin.list_topics(timeout=5).topics, f"{topic} deleted")
    wait_until(lambda: stage.topic(topic), f"{topic} made anew")


def test_its_records_land_once_the_old_objects_are_gone(
    stage: Stage, worker: Worker, run_sink: RunSink
) -> None:
    """As after a reset of the stack: no restart of the connector is needed."""
    topic = stage.topic()
    run_sink(stage.sink_config(topic, flush_size="2"))
    stage.produce(topic, [b'{"old": 1}'] * 6)
    stage.wait_landed(topic, worker)

    make_anew(stage, topic)
    for name in object_names(stage.s3, stage.bucket, topic):
        stage.s3.delete_object(Bucket=stage.bucket, Key=name)
    stage.produce(topic, [b'{"new": 1}'] * 4)

    stage.wait_landed(topic, worker)


def test_old_objects_are_never_taken_for_its_own(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Neither overwritten nor believed: the task stops and says what is in the way."""
    topic = stage.topic()
    name = run_sink(stage.sink_config(topic, flush_size="2"))
    stage.produce(topic, [b'{"old": 1}'] * 6)
    stage.wait_landed(topic, worker)

    make_anew(stage, topic)
    stage.produce(topic, [b'{"new": 1}'] * 4)

    wait_until(
        lambda: worker.state(name)["tasks"][0]["state"] == "FAILED", "task failed", state=worker.log_end
    )
    assert "the topic was made anew" in worker.state(name)["tasks"][0]["trace"]
    assert set(stage.landed(topic).values()) == {b'{"old": 1}'}
