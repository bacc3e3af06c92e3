"""What goes wrong between S3 and the clean table."""

from __future__ import annotations

from reconciled import failures


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


def test_a_late_record_that_reached_s3_is_due_in_clean(world):
    """Its key was never acknowledged, and is expected all the same."""
    world.post(0)
    world.entries.append(world.entry(1, "sent"))
    world.produce(world.value(1))
    world.mysql[1] = world.row(1)
    world.land()
    del world.clean[1]

    assert failures(world.result()) == [("clean", "lost", 1)]
