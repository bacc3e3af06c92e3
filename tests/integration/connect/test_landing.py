"""What lands, how it is named and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connect_landing import count_objects, object_names
from connect_processes import wait_until

if TYPE_CHECKING:
    from connect_fixtures import RunSink, Stage
    from connect_kafka import Worker

AS_PRODUCED = b'{"z": 1.10, "a": 123456789012345678901, "text": "\xc3\xa9\\u00e9"}'


def test_values_land_byte_for_byte(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Key order, number spelling and escapes stay as the producer chose them."""
    topic = stage.topic()
    run_sink(stage.sink_config(topic))

    stage.produce(topic, [AS_PRODUCED])

    stage.wait_landed(topic, worker)
    name = f"topics/{topic}/partition=0/{topic}+0+0000000000.json"
    assert stage.s3.get_object(Bucket=stage.bucket, Key=name)["Body"].read() == AS_PRODUCED + b"\n"


def test_an_object_holds_flush_size_records(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Twenty records in sevens make two objects, and the tail waits."""
    topic = stage.topic()
    run_sink(stage.sink_config(topic, flush_size="7"))

    stage.produce(topic, [b'{"n": %d}' % n for n in range(20)])

    wait_until(lambda: count_objects(stage.s3, stage.bucket, topic) == 2, "two objects", state=worker.log_end)
    ends = [name[-15:] for name in object_names(stage.s3, stage.bucket, topic)]
    assert ends == ["0000000000.json", "0000000007.json"]


def test_the_tail_lands_by_time_alone(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """With no record behind it, an unfinished object is stored when its time is over."""
    topic = stage.topic()
    run_sink(stage.sink_config(topic, flush_size="1000", rotate_interval_ms="400"))

    stage.produce(topic, [b'{"n": 1}', b'{"n": 2}'])

    stage.wait_landed(topic, worker, timeout_s=5)


def test_each_partition_lands_in_its_own_folder(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Three partitions, three tasks, both rotations at once."""
    topic = stage.topic(partitions=3)
    run_sink(stage.sink_config(topic, flush_size="10", rotate_schedule_interval_ms="300", tasks_max="3"))

    for partition in range(3):
        stage.produce(topic, [b'{"n": %d}' % n for n in range(25)], partition=partition)

    stage.wait_landed(topic, worker, timeout_s=10)


def test_offsets_follow_what_is_stored(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Stored records are committed within a second or so; those in memory never are."""
    topic = stage.topic()
    name = run_sink(stage.sink_config(topic, flush_size="4"))

    stage.produce(topic, [b"{}"] * 6)

    def committed() -> bool:
        offsets = worker.ask(f"/connectors/{name}/offsets")["offsets"]
        return [entry["offset"]["kafka_offset"] for entry in offsets] == [4]

    wait_until(
        committed, "offset 4 committed", timeout_s=10, state=lambda: worker.ask(f"/connectors/{name}/offsets")
    )
