"""A flow in which nothing went wrong passes, however it was posted; and what a result keeps."""

from __future__ import annotations

import json

import pytest


def test_an_untouched_flow_passes_and_every_count_agrees(world):
    """Posted, in Kafka, in S3 and in clean are the same number."""
    world.post(*range(10))
    world.land()

    result = world.result()

    assert result.passed
    assert [result.posted, *(hop.found for hop in result.hops)] == [10, 10, 10, 10]


@pytest.mark.parametrize("per_object", [1, 3, 1000])
def test_objects_of_any_size_are_read_alike(world, per_object):
    """One record an object, some, or all in one."""
    world.post(*range(10))
    world.land(per_object)

    assert world.result().s3.found == 10


def test_a_key_posted_several_times_is_several_records_and_one_clean_row(world):
    """Course order draws with replacement: the ledger knows each posting, the clean table each key."""
    world.post(5, 5, 7, 5)
    world.land()

    result = world.result()

    assert result.passed
    assert (result.posted, result.s3.found, result.clean.found, result.clean.due) == (4, 4, 2, 2)


def test_three_partitions_are_each_reconciled_by_their_own_offsets(world):
    """The same offset in two partitions is two records."""
    for key in range(9):
        world.post(key, partition=key % 3)
    world.land()

    assert world.result().passed


def test_a_resumed_run_passes(world):
    """What a resumed poster sends again after a kill is explained by the send that has no fate."""
    world.post(1)
    world.entries.append(world.entry(2, "sent"))
    world.produce(world.value(2))
    world.entries.append(world.entry(2, "sent"))
    world.post(2, 3)
    world.land()

    result = world.result()

    assert result.passed
    assert (result.kafka.explained, result.unanswered) == (1, 0)


def test_records_without_a_value_are_passed_over_by_the_sink(world):
    """Somebody's tombstone is foreign, and no gap."""
    world.post(0)
    world.produce(None)
    world.post(1)
    world.land(2)

    result = world.result()

    assert result.passed
    assert result.kafka.foreign == 1


def test_re_encoded_values_pass_and_are_shown(world):
    """A converter that reorders members and drops zeros keeps the meaning."""
    world.post(*range(5))
    world.land(2, spell=lambda value: json.dumps(json.loads(value), sort_keys=True).encode())

    result = world.result()

    assert result.passed
    assert (result.s3.found, result.s3.reencoded) == (5, 5)


def test_only_the_first_failures_are_kept_and_all_are_counted(world):
    """A hop that lost everything does not fill the memory."""
    world.post(*range(100))
    world.land()
    world.objects.clear()

    result = world.result()

    assert result.s3.lost == 100
    assert len(result.findings) == 20
