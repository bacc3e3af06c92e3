"""What is missing, decided without touching any system."""

from __future__ import annotations

import dataclasses

import pytest

from corkboard.epochs import Epoch
from corkboard.provision.plan import Found, Step, Stream, Wanted, steps

WANTED = Wanted("reader@posts", {"a.pin": 3, "a.dead-letter": 1}, "bucket", "sink", {"flush.size": "1"})
COMPLETE = Found(
    can_read=True,
    topics={"a.pin": 3, "a.dead-letter": 1},
    buckets=frozenset({"bucket"}),
    connector_config={"flush.size": "1"},
)


def test_nothing_is_missing_when_all_is_there():
    """Applying twice changes nothing."""
    assert steps(WANTED, COMPLETE) == []


def test_everything_is_missing_at_first_in_the_order_of_making():
    """The connector comes last, because it needs the rest."""
    kinds = [step.kind for step in steps(WANTED, Found())]

    assert kinds == ["database account", "topic", "topic", "bucket", "connector"]


def test_the_dags_have_a_bucket_of_their_own():
    """Made where it is missing, beside the landing bucket."""
    wanted = dataclasses.replace(WANTED, dags_bucket="dags")

    assert steps(wanted, COMPLETE) == [Step("bucket", "dags")]
    assert steps(wanted, dataclasses.replace(COMPLETE, buckets=frozenset({"bucket", "dags"}))) == []


def test_a_topic_with_too_few_partitions_grows():
    """Partitions are added to a topic, never taken away."""
    small = Found(
        can_read=True,
        topics={"a.pin": 1, "a.dead-letter": 5},
        buckets=COMPLETE.buckets,
        connector_config=COMPLETE.connector_config,
    )

    assert steps(WANTED, small) == [Step("partitions", "a.pin", 3)]


def test_a_connector_with_another_configuration_is_put_again():
    """A changed setting reaches the connector."""
    old = Found(
        can_read=True,
        topics=COMPLETE.topics,
        buckets=COMPLETE.buckets,
        connector_config={"flush.size": "1000"},
    )

    assert steps(WANTED, old) == [Step("connector", "sink")]


def test_failed_tasks_are_started_again_unless_the_connector_is_put_anyway():
    """Once: a new configuration starts them too."""
    failed = dataclasses.replace(COMPLETE, has_failed=True)
    other = dataclasses.replace(failed, connector_config={})

    assert steps(WANTED, failed) == [Step("failed tasks", "sink")]
    assert steps(WANTED, other) == [Step("connector", "sink")]


STREAMS = dataclasses.replace(WANTED, streams={"s": 2})


def with_stream(stream: Stream | None, *epochs: Epoch) -> Found:
    """Return all that is wanted, with this stream and its present epoch."""
    return dataclasses.replace(
        COMPLETE,
        streams={"s": stream} if stream else {},
        epochs={"s": epochs[-1]} if epochs else {},
    )


def stream(identity: str = "first", shards: int = 2, *, is_on_demand: bool = False) -> Stream:
    """Return a stream that is there."""
    return Stream(identity, 1.0, "ACTIVE", shards, is_on_demand)


def test_a_stream_of_the_present_epoch_with_enough_shards_lacks_nothing():
    """More shards are as good."""
    epoch = Epoch(1, 1.0, "first")

    assert steps(STREAMS, with_stream(stream(), epoch)) == []
    assert steps(STREAMS, with_stream(stream(shards=5), epoch)) == []


@pytest.mark.parametrize(
    ("found", "step", "told"),
    [
        (with_stream(None), Step("stream", "s", 2, 1), "stream s (2)"),
        (
            with_stream(None, Epoch(1, 1.0, "first")),
            Step("stream", "s", 2, 2),
            "stream s was lost and made again: epoch 2",
        ),
        (with_stream(stream()), Step("stream epoch", "s", 1, 1), "stream epoch s (1)"),
        (
            with_stream(stream("other"), Epoch(4, 1.0, "first")),
            Step("stream epoch", "s", 5, 5),
            "stream s is another one than before: epoch 5",
        ),
    ],
)
def test_a_streams_life_is_counted(found, step, told):
    """Made first, lost, made by somebody else, exchanged by somebody else: each is told apart."""
    assert steps(STREAMS, found) == [step]
    assert step.told() == told


def test_a_stream_with_too_few_shards_grows_unless_kinesis_decides():
    """An on-demand stream takes no shard count."""
    epoch = Epoch(1, 1.0, "first")

    assert steps(STREAMS, with_stream(stream(shards=1), epoch)) == [Step("shards", "s", 2)]
    assert steps(STREAMS, with_stream(stream(shards=1, is_on_demand=True), epoch)) == []


def test_a_shared_stream_is_made_and_never_grown():
    """Others use it, with as many shards as they chose."""
    shared = dataclasses.replace(STREAMS, shared_stream="s")

    assert steps(shared, with_stream(None)) == [Step("stream", "s", 2, 1)]
    assert steps(shared, with_stream(stream(shards=1), Epoch(1, 1.0, "first"))) == []
