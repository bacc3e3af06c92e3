"""What is missing, decided without touching any system."""

from __future__ import annotations

import dataclasses

from corkboard.provision.plan import Found, Step, Wanted, steps

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
