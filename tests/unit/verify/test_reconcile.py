"""One thing goes wrong at one hop, and the result says which record, where and how."""

from __future__ import annotations

import json

import pytest


def failures(result):
    return [(item.hop, item.kind, item.key) for item in result.findings]


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


def test_a_late_record_that_arrived_must_reach_s3_and_clean(world):
    """Kafka has it, so the sink must have it, acknowledged or not."""
    world.post(0)
    world.entries.append(world.entry(1, "unknown"))
    world.produce(world.value(1))
    world.mysql[1] = world.row(1)
    world.land(1)
    world.objects.pop(list(world.objects)[1])

    assert failures(world.result()) == [("s3", "lost", 1)]


def test_a_late_record_that_reached_s3_is_due_in_clean(world):
    """Its key was never acknowledged, and is expected all the same."""
    world.post(0)
    world.entries.append(world.entry(1, "sent"))
    world.produce(world.value(1))
    world.mysql[1] = world.row(1)
    world.land()
    del world.clean[1]

    assert failures(world.result()) == [("clean", "lost", 1)]


def test_foreign_records_are_counted_apart(world):
    """Records that nobody here posted pass, in every hop."""
    world.post(0, 1)
    world.produce(b'{"ind":900,"first_name":"Eve"}')
    world.land()
    world.clean.append((900, 12345))

    result = world.result()

    assert result.passed
    assert [hop.foreign for hop in result.hops] == [1, 1, 1]
    assert [(item.key, item.place) for hop in result.hops for item in hop.foreign_records] == [
        (900, "corkboard.user[0]@2"),
        (900, "users ind=900"),
    ]


def test_a_foreign_object_is_counted_apart(world):
    """Lines that are no record of the topic."""
    world.post(0, 1)
    world.land()
    world.put(50, b"not ours", b"nor this")

    result = world.result()

    assert result.passed
    assert result.s3.foreign == 2
    assert [item.place.split()[-2:] for item in result.s3.foreign_records] == [["line", "1"], ["line", "2"]]


@pytest.mark.parametrize("blank", [True, False])
def test_what_the_sink_dead_lettered_is_a_hole_in_its_object_and_not_due(world, blank):
    """Whether a blank line keeps its place or the next record takes it."""
    world.post(*range(5))
    world.sink_dead[0] = {2}
    world.land(5, blank=blank)

    result = world.result()

    assert result.passed
    assert (result.s3.found, result.s3.dead_lettered) == (4, 1)
    assert (result.clean.due, result.clean.dead_lettered) == (4, 1)


@pytest.mark.parametrize("blank", [True, False])
def test_a_hole_that_no_dead_letter_explains_is_a_loss(world, blank):
    """Skipping is allowed for dead letters alone."""
    world.post(*range(5))
    world.sink_dead[0] = {2}
    world.land(5, blank=blank)
    world.sink_dead.clear()

    assert failures(world.result()) == [("s3", "lost", 2)]


def test_a_changed_line_behind_a_dead_letter_is_named_rightly(world):
    """The dead letter's place is nobody's."""
    world.post(*range(3))
    world.sink_dead[0] = {1}
    world.land(3)
    world.change_line(0, b"Ann2", b"Bnn2")

    assert failures(world.result()) == [("s3", "changed", 2)]


def test_what_spark_dead_lettered_is_not_due_in_clean(world):
    """It reached S3 and was put aside after that."""
    world.post(*range(5))
    world.land()
    world.spark_dead[0] = {3}
    del world.clean[3]

    result = world.result()

    assert result.passed
    assert (result.s3.found, result.clean.due, result.clean.dead_lettered) == (5, 4, 1)


def test_a_dead_letter_does_not_excuse_a_key_that_was_also_posted_in_good_order(world):
    """One of its two records is due in clean."""
    world.post(0, 1, 1)
    world.land()
    world.spark_dead[0] = {1}
    world.clean = world.clean[:1]

    assert failures(world.result()) == [("clean", "lost", 1)]


def test_a_row_dropped_from_the_clean_table_is_lost(world):
    """Its record is in S3."""
    world.post(*range(5))
    world.land()
    del world.clean[3]

    assert failures(world.result()) == [("clean", "lost", 3)]


def test_a_row_twice_in_the_clean_table_is_doubled(world):
    """The key counts once as found."""
    world.post(*range(5))
    world.land()
    world.clean.append(world.clean[3])

    result = world.result()

    assert failures(result) == [("clean", "doubled", 3)]
    assert result.clean.found == 5


def test_an_altered_value_in_the_clean_table_is_changed(world):
    """It differs from the recomputation."""
    world.post(*range(5))
    world.land()
    world.clean[3] = (3, 999)

    assert failures(world.result()) == [("clean", "changed", 3)]


def test_a_key_that_mysql_no_longer_has_cannot_be_confirmed(world):
    """A clean row without its origin fails."""
    world.post(*range(3))
    world.land()
    del world.mysql[1]

    assert failures(world.result()) == [("clean", "changed", 1)]


def test_re_encoded_values_pass_and_are_shown(world):
    """A converter that reorders members and drops zeros keeps the meaning."""
    world.post(*range(5))
    world.land(2, spell=lambda value: json.dumps(json.loads(value), sort_keys=True).encode())

    result = world.result()

    assert result.passed
    assert (result.s3.found, result.s3.reencoded) == (5, 5)


def test_re_encoding_does_not_hide_a_changed_value(world):
    """Only the record that differs in meaning fails."""
    world.post(*range(5))
    world.land(2, spell=lambda value: json.dumps(json.loads(value), sort_keys=True).encode())
    world.change_line(1, b'"age": 30', b'"age": 31')

    result = world.result()

    assert failures(result) == [("s3", "changed", 2), ("s3", "changed", 3)]
    assert result.s3.reencoded == 3


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


def test_what_retention_removed_of_another_run_is_not_checked(world):
    """It is known, and out of scope."""
    world.post(0, 1, entries=world.others)
    world.post(2, 3)
    world.land(1)
    world.lowest[0] = 1
    world.objects.pop(next(iter(world.objects)))

    result = world.result()

    assert result.passed
    assert (result.kafka.expired, result.s3.due) == (0, 2)


def test_a_place_before_the_first_offset_is_a_loss(world):
    """Some producers report -1 for a record that was not stored."""
    world.post(0)
    world.entries.insert(0, world.entry(1, place=("corkboard.user", 0, -1)))
    world.land()

    assert failures(world.result()) == [("kafka", "lost", 1)]


def test_narrowing_to_a_run_leaves_the_others_neither_foreign_nor_checked(world):
    """A failure of another run is not this run's."""
    world.post(0, 1, entries=world.others)
    world.post(2, 3)
    world.land(1)
    world.objects.pop(next(iter(world.objects)))
    world.clean = [row for row in world.clean if row[0] != 1]

    result = world.result()

    assert result.passed
    assert (result.posted, result.kafka.found, result.s3.found, result.clean.found) == (2, 2, 2, 2)
    assert [hop.foreign for hop in result.hops] == [0, 0, 0]


def test_a_line_keeps_its_number_behind_a_blank_one(world):
    """As an editor counts them."""
    world.post(*range(3))
    world.sink_dead[0] = {0}
    world.land(3, blank=True)
    name = world.change_line(0, b"Ann2", b"Bnn2")

    assert world.result().s3.findings[0].place == f"{name} line 3"


def test_records_without_a_value_are_passed_over_by_the_sink(world):
    """Somebody's tombstone is foreign, and no gap."""
    world.post(0)
    world.produce(None)
    world.post(1)
    world.land(2)

    result = world.result()

    assert result.passed
    assert result.kafka.foreign == 1


def test_a_missing_end_is_said_to_be_perhaps_still_on_its_way(world):
    """It fails all the same."""
    world.post(*range(6))
    world.land(2)
    world.objects.pop(list(world.objects)[2])

    result = world.result()

    assert not result.passed
    assert any("last 2 records" in note for note in result.notes)


def test_only_the_first_failures_are_kept_and_all_are_counted(world):
    """A hop that lost everything does not fill the memory."""
    world.post(*range(100))
    world.land()
    world.objects.clear()

    result = world.result()

    assert result.s3.lost == 100
    assert len(result.findings) == 20


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
