"""Bad records: set aside with the reason, or the end of the task; never dropped in silence."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from connect_landing import count_objects
from connect_letters import read_letters
from connect_processes import wait_until

if TYPE_CHECKING:
    from connect_fixtures import RunSink, Stage
    from connect_kafka import Worker

HEADER = "__connect.errors."
BAD = {
    "null": (None, "the value is null"),
    "text": (b"hello", "not a JSON object"),
    "cut": (b'{"a": 1', "not JSON"),
    "list": (b" [1]", "not an object"),
    "two": (b'{"a": 1} {"b": 2}', "goes on after"),
    "large": (b'{"a": "' + b"x" * 2000 + b'"}', "2009 bytes, more than 1000"),
}


def with_letters(stage: Stage, topic: str, letter_topic: str) -> dict[str, str]:
    """Return a sink's configuration that sets bad records aside."""
    return stage.sink_config(
        topic,
        errors_tolerance="all",
        errors_deadletterqueue_topic_name=letter_topic,
        errors_deadletterqueue_topic_replication_factor="1",
        errors_deadletterqueue_context_headers_enable="true",
        corkboard_max_record_bytes="1000",
    )


def test_bad_records_are_set_aside_with_the_reason(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """The dead letter has the value as it came, its place and why; a blank line keeps its place among the good."""
    topic, letter_topic = stage.topic(), stage.topic()
    stage.produce(topic, [b'{"n": 1}', *(value for value, _ in BAD.values()), b'{"n": 2}'])

    run_sink(with_letters(stage, topic, letter_topic) | {"flush.size": str(len(BAD) + 2)})

    for (headers, value), (sent, reason) in zip(
        read_letters(stage, letter_topic, len(BAD)), BAD.values(), strict=True
    ):
        assert value == sent
        assert reason in headers[f"{HEADER}exception.message"].decode()
        assert headers[f"{HEADER}topic"].decode() == topic
    wait_until(lambda: count_objects(stage.s3, stage.bucket, topic) == 1, "one object", state=worker.log_end)
    lines = list(stage.landed(topic).values())
    assert lines == [b'{"n": 1}', *[b""] * len(BAD), b'{"n": 2}']


def test_line_ends_between_tokens_become_spaces(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """A value over several lines is good JSON, and one line when it lands."""
    topic = stage.topic()
    stage.produce(topic, [b'{\r\n  "a": "\\n"\n}'])
    stage.produced[topic] = {(0, 0): b'{    "a": "\\n" }'}

    run_sink(stage.sink_config(topic))

    stage.wait_landed(topic, worker)


@pytest.mark.parametrize("value", [None, b"hello"])
def test_without_a_dead_letter_topic_a_bad_record_ends_the_task(
    stage: Stage, worker: Worker, run_sink: RunSink, value: bytes | None
) -> None:
    """The status says which record, and what to set."""
    topic = stage.topic()
    name = run_sink(stage.sink_config(topic))

    stage.produce(topic, [value])

    wait_until(
        lambda: worker.state(name)["tasks"][0]["state"] == "FAILED", "task failed", state=worker.log_end
    )
    trace = worker.state(name)["tasks"][0]["trace"]
    assert f"bad record {topic}-0@0" in trace
    assert "errors.deadletterqueue.topic.name" in trace


def test_dead_letters_do_not_go_in_circles(stage: Stage, worker: Worker, run_sink: RunSink) -> None:
    """A second sink whose expression matches the dead-letter topic passes its records over."""
    uid = f"u{secrets.token_hex(5)}"
    topic, letter_topic = stage.topic(f"{uid}.pin"), stage.topic(f"{uid}.dead-letter")
    stage.produce(topic, [b"bad", b'{"n": 1}'])
    run_sink(with_letters(stage, topic, letter_topic))
    read_letters(stage, letter_topic, 1)

    greedy = stage.sink_config("", topics_regex=f"{uid}\\.dead.*", topics_dir="greedy")
    name = run_sink({key: value for key, value in greedy.items() if key != "topics"})

    def committed() -> bool:
        offsets = worker.ask(f"/connectors/{name}/offsets")["offsets"]
        return [entry["offset"]["kafka_offset"] for entry in offsets] == [1]

    worker.ask(f"/connectors/{name}/stop", method="PUT")
    wait_until(committed, "dead letter passed over", timeout_s=15, state=worker.log_end)
    assert stage.s3.list_objects_v2(Bucket=stage.bucket, Prefix="greedy/")["KeyCount"] == 0
