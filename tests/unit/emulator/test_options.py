"""Options that go together, and those that do not."""

from __future__ import annotations

import pytest

from corkboard.errors import UsageError
from corkboard_emulator import options
from corkboard_emulator.options import Conduct, Wish
from corkboard_emulator.pace import Human, Steady, Unpaced


@pytest.mark.parametrize(
    "wish",
    [
        Wish(rows=5, every=True),
        Wish(rows=5, forever=True),
        Wish(every=True, forever=True),
        Wish(every=True, order="course"),
        Wish(resume="r", rows=5),
        Wish(resume="r", order="course"),
        Wish(resume="r", seed=100),
        Wish(resume="r", path="batch"),
    ],
)
def test_contradictions_are_refused(wish):
    """With exit code 2 and the way out."""
    with pytest.raises(UsageError) as refusal:
        options.check(wish, Conduct())

    assert refusal.value.exit_code == 2
    assert refusal.value.hint


def test_two_paces_are_refused():
    """A steady person does not exist."""
    with pytest.raises(UsageError, match="--rate and --pace"):
        options.check(Wish(), Conduct(rate=5, is_human=True))


@pytest.mark.parametrize(
    ("wish", "rows"), [(Wish(), 100), (Wish(rows=7), 7), (Wish(every=True), 50), (Wish(forever=True), None)]
)
def test_a_plan_says_how_many_posts(wish, rows):
    """100 unless told; the table's rows for all; none for no end."""
    options.check(wish, Conduct())

    assert options.new_plan(wish, prefix="p", table_rows=50).rows == rows


def test_a_plan_has_the_course_seed_by_default_and_keeps_seed_0():
    """Zero is a seed too."""
    assert options.new_plan(Wish(), prefix="p", table_rows=1).seed == 100
    assert options.new_plan(Wish(seed=0), prefix="p", table_rows=1).seed == 0


def test_a_run_is_not_resumed_into_other_topics():
    """The prefix of the run and of the settings must agree."""
    plan = options.new_plan(Wish(), prefix="mine", table_rows=1)

    options.check_resumable(plan, prefix="mine")
    with pytest.raises(UsageError, match="mine"):
        options.check_resumable(plan, prefix="yours")


@pytest.mark.parametrize(
    ("conduct", "kind"), [(Conduct(), Unpaced), (Conduct(rate=5), Steady), (Conduct(is_human=True), Human)]
)
def test_the_pace_is_the_one_asked_for(conduct, kind):
    """As fast as it goes unless told."""
    assert isinstance(options.pace_of(conduct), kind)
