"""What Kafka has dropped meanwhile is expired there, and still checked in S3."""

from __future__ import annotations

from reconciled import failures


def test_what_retention_removed_is_expired_and_still_checked_in_s3(world):
    """The ledger's digest stands in for Kafka's record."""
    world.post(*range(6))
    world.land(2)
    world.lowest[0] = 3
    world.objects.pop(next(iter(world.objects)))

    result = world.result()

    assert (result.kafka.expired, result.kafka.found, result.kafka.lost) == (3, 3, 0)
    assert failures(result) == [("s3", "lost", 0), ("s3", "lost", 1)]


def test_a_changed_byte_is_found_in_an_object_whose_other_records_kafka_has_dropped(world):
    """An object that straddles the log's start."""
    world.post(*range(6))
    world.land(6)
    world.lowest[0] = 3
    world.change_line(0, b"Ann4", b"Ann9")

    assert failures(world.result()) == [("s3", "changed", 4)]


def test_an_object_that_begins_before_the_log_is_not_taken_for_its_end(world):
    """A copy under an offset that nobody remembers."""
    world.produce(b'{"ind":900}')
    world.produce(b'{"ind":901}')
    world.post(2, 3)
    world.land(1)
    world.lowest[0] = 2
    name = world.put(0, world.value(2))

    result = world.result()

    assert failures(result) == [("s3", "doubled", 2)]
    assert result.s3.findings[0].place == f"{name} line 1"
