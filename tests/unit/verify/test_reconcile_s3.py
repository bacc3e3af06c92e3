"""What goes wrong between Kafka and S3: bytes, lines and objects."""

from __future__ import annotations

import json

from reconciled import failures


def test_one_changed_byte_in_s3_is_named_by_key(world):
    """A changed record is neither lost nor intact."""
    world.post(*range(6))
    world.land()
    name = world.change_line(1, b"Ann3", b"Bnn3")

    result = world.result()

    assert failures(result) == [("s3", "changed", 3)]
    assert result.s3.findings[0].place == f"{name} line 2"
    assert (result.s3.found, result.s3.changed, result.s3.lost) == (5, 1, 0)


def test_a_deleted_object_loses_its_records(world):
    """The clean rows were made before: only S3 lost them."""
    world.post(*range(6))
    world.land()
    world.objects.pop(list(world.objects)[1])

    assert failures(world.result()) == [("s3", "lost", 2), ("s3", "lost", 3)]


def test_a_hop_answers_only_for_what_reached_it(world):
    """A record that S3 lost is missing from clean, and not called lost twice."""
    world.post(*range(4))
    world.land()
    world.objects.pop(list(world.objects)[1])
    world.clean = world.clean[:2]

    result = world.result()

    assert failures(result) == [("s3", "lost", 2), ("s3", "lost", 3)]
    assert (result.clean.found, result.clean.due, result.clean.missing_before) == (2, 4, 2)


def test_an_object_copied_under_another_offset_is_doubled(world):
    """The copy's records are named, whatever the name it hides under."""
    world.post(*range(6))
    world.land()
    world.put(100, world.value(0), world.value(1))

    result = world.result()

    assert failures(result) == [("s3", "doubled", 0), ("s3", "doubled", 1)]
    assert "a copy of corkboard.user[0]@0" in result.s3.findings[0].detail


def test_a_copy_that_replaces_another_object_doubles_one_and_loses_the_other(world):
    """Both sides of the exchange are named."""
    world.post(*range(4))
    world.land(1)
    world.put(2, world.value(0))

    assert failures(world.result()) == [("s3", "doubled", 0), ("s3", "lost", 2)]


def test_overlapping_objects_double_the_records_in_both(world):
    """The same offset in two objects, each with its own name."""
    world.post(*range(4))
    world.land(4)
    world.put(2, world.value(2), world.value(3))

    assert failures(world.result()) == [("s3", "doubled", 2), ("s3", "doubled", 3)]


def test_a_second_and_different_line_for_an_offset_is_doubled(world):
    """The intact one counts as found."""
    world.post(*range(4))
    world.land(4)
    world.put(2, world.value(2).replace(b"Lee", b"Fox"))

    result = world.result()

    assert failures(result) == [("s3", "doubled", 2)]
    assert (result.s3.found, result.s3.changed) == (4, 0)


def test_a_line_cut_out_of_an_object_loses_one_record_and_changes_none(world):
    """What follows the gap is recognised."""
    world.post(*range(6))
    world.land(6)
    world.put(0, *(world.value(key) for key in (0, 1, 3, 4, 5)))

    assert failures(world.result()) == [("s3", "lost", 2)]


def test_a_line_keeps_its_number_behind_a_blank_one(world):
    """As an editor counts them."""
    world.post(*range(3))
    world.sink_dead[0] = {0}
    world.land(3, blank=True)
    name = world.change_line(0, b"Ann2", b"Bnn2")

    assert world.result().s3.findings[0].place == f"{name} line 3"


def test_re_encoding_does_not_hide_a_changed_value(world):
    """Only the record that differs in meaning fails."""
    world.post(*range(5))
    world.land(2, spell=lambda value: json.dumps(json.loads(value), sort_keys=True).encode())
    world.change_line(1, b'"age": 30', b'"age": 31')

    result = world.result()

    assert failures(result) == [("s3", "changed", 2), ("s3", "changed", 3)]
    assert result.s3.reencoded == 3


def test_a_late_record_that_arrived_must_reach_s3_and_clean(world):
    """Kafka has it, so the sink must have it, acknowledged or not."""
    world.post(0)
    world.entries.append(world.entry(1, "unknown"))
    world.produce(world.value(1))
    world.mysql[1] = world.row(1)
    world.land(1)
    world.objects.pop(list(world.objects)[1])

    assert failures(world.result()) == [("s3", "lost", 1)]


def test_a_missing_end_is_said_to_be_perhaps_still_on_its_way(world):
    """It fails all the same."""
    world.post(*range(6))
    world.land(2)
    world.objects.pop(list(world.objects)[2])

    result = world.result()

    assert not result.passed
    assert any("last 2 records" in note for note in result.notes)
