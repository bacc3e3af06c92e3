"""What was put aside by the sink or by Spark is not due behind it, and excuses nothing else."""

from __future__ import annotations

import pytest
from reconciled import failures


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
