"""Confluent's sink has users: their configuration runs unchanged, or is refused by name."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from connect_fixtures import SINK
from connect_landing import count_objects
from connect_public import public_config

from corkboard_connect import build

if TYPE_CHECKING:
    from connect_fixtures import RunSink, Stage
    from connect_kafka import Worker


def test_it_lands_every_topic_of_a_user(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Three topics by a regular expression; address and keys come from the worker's environment."""
    uid = f"u{secrets.token_hex(5)}"
    topics = [stage.topic(f"{uid}.{name}") for name in ("pin", "geo", "user")]
    for topic in topics:
        stage.produce(topic, [b'{"index":%d}' % n for n in range(20)])

    run_sink(public_config(uid, stage.bucket))

    for topic in topics:
        stage.wait_landed(topic, worker)
        assert count_objects(stage.s3, stage.bucket, topic) == 20


def test_the_log_says_that_ours_stands_in(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """Nobody should believe that they run Confluent's plugin."""
    uid = f"u{secrets.token_hex(5)}"
    stage.topic(f"{uid}.pin")

    run_sink(public_config(uid, stage.bucket))

    assert "stands in for io.confluent.connect.s3.S3SinkConnector" in worker.log.read_text()


def test_the_stand_in_has_a_version_below_every_real_one(worker: Worker) -> None:
    """Connect runs the highest version of a class."""
    versions = {entry["class"]: entry["version"] for entry in worker.ask("/connector-plugins")}

    assert versions[SINK] == build.version()
    assert versions["io.confluent.connect.s3.S3SinkConnector"] == f"0.0.0-corkboard-{build.version()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format.class", "io.confluent.connect.s3.format.parquet.ParquetFormat"),
        ("partitioner.class", "io.confluent.connect.storage.partitioner.TimeBasedPartitioner"),
        ("s3.compression.type", "gzip"),
        ("storage.class", "io.confluent.connect.hdfs.storage.HdfsStorage"),
    ],
)
def test_what_ours_cannot_do_is_refused_by_name(stage: Stage, worker: Worker, name: str, value: str) -> None:
    """A property that would change names or content is an error of that property, before anything runs."""
    config = public_config("any", stage.bucket) | {name: value, "name": "any"}

    path = f"/connector-plugins/{config['connector.class']}/config/validate"
    answer = worker.ask(path, method="PUT", body=config)

    errors = {
        item["value"]["name"]: item["value"]["errors"]
        for item in answer["configs"]
        if item["value"]["errors"]
    }
    assert list(errors) == [name]
    assert name in errors[name][0]
