"""What goes wrong on the way into Kafka, and which of it the ledger explains."""

from __future__ import annotations

import pytest
from reconciled import failures


def test_a_record_missing_from_kafka_is_lost_there(world):
    """Its place is beyond the end of the topic."""
    world.post(0, 1, 2)
    del world.kafka[0][2]
    world.land()

    result = world.result()

    assert failures(result) == [("kafka", "lost", 2)]
    assert result.kafka.findings[0].place == "corkboard.user[0]@2"


def test_a_value_that_kafka_has_differently_is_changed_there(world):
    """S3 and clean hold what Kafka holds, so only Kafka is blamed."""
    world.post(0, 1)
    world.kafka[0][1] = world.value(1).replace(b"Lee", b"Fox")
    world.land()

    assert failures(world.result()) == [("kafka", "changed", 1)]


def test_a_topic_that_is_gone_lost_everything(world):
    """No partition, no records."""
    world.post(0, 1)
    world.kafka.clear()

    assert failures(world.result()) == [("kafka", "lost", 0), ("kafka", "lost", 1)]


def test_two_acknowledgements_of_one_place_are_one_loss(world):
    """One record cannot be two."""
    world.post(0)
    world.entries.append(world.entries[0])
    world.land()

    assert failures(world.result()) == [("kafka", "lost", 0)]


def test_a_place_before_the_first_offset_is_a_loss(world):
    """Some producers report -1 for a record that was not stored."""
    world.post(0)
    world.entries.insert(0, world.entry(1, place=("corkboard.user", 0, -1)))
    world.land()

    assert failures(world.result()) == [("kafka", "lost", 1)]


def test_an_unexplained_duplicate_fails(world):
    """Kafka has the record twice, and every send was answered."""
    world.post(0, 1)
    world.produce(world.value(1))
    world.land()

    result = world.result()

    assert failures(result) == [("kafka", "doubled", 1)]
    assert result.kafka.findings[0].place == "corkboard.user[0]@2"


@pytest.mark.parametrize("status", ["unknown", "sent"])
def test_a_duplicate_of_a_send_of_unknown_fate_is_explained_and_passes(world, status):
    """One such send explains one copy, not two."""
    world.post(0, 1)
    world.entries.append(world.entry(1, status))
    world.produce(world.value(1))
    world.land()

    result = world.result()

    assert result.passed
    assert (result.kafka.explained, result.kafka.found) == (1, 2)
    assert (result.s3.explained, result.s3.found) == (1, 2)


def test_two_copies_need_two_reasons(world):
    """The second copy of one unknown send is doubled."""
    world.post(1)
    world.entries.append(world.entry(1, "unknown"))
    for _ in range(2):
        world.produce(world.value(1))
    world.land()

    assert failures(world.result()) == [("kafka", "doubled", 1)]


def test_a_send_of_unknown_fate_that_never_arrived_is_no_loss(world):
    """Nobody was promised anything."""
    world.post(0)
    world.entries.append(world.entry(1, "unknown"))
    world.land()

    result = world.result()

    assert result.passed
    assert result.unanswered == 1
