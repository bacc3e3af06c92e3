"""Options that go together, and those that do not."""

from __future__ import annotations

import msgspec
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

    [plan] = options.new_plans(wish, prefix="p", table_rows=50)
    assert plan.rows == rows


def test_a_plan_has_the_course_seed_by_default_and_keeps_seed_0():
    """Zero is a seed too."""
    assert options.new_plans(Wish(), prefix="p", table_rows=1)[0].seed == 100
    assert options.new_plans(Wish(seed=0), prefix="p", table_rows=1)[0].seed == 0


def test_both_paths_have_the_same_draws():
    """One plan a path, which differ in nothing else."""
    batch, stream = options.new_plans(Wish(path="both", order="course"), prefix="p", table_rows=9)

    assert (batch.path, stream.path) == ("batch", "stream")
    assert msgspec.structs.replace(stream, path="batch") == batch


@pytest.mark.parametrize(("path", "size"), [("batch", 10_000), ("stream", 500), ("both", 500)])
def test_a_request_has_no_more_records_than_its_path_takes(path, size):
    """Kinesis takes 500; the message says so before anything is posted."""
    options.check(Wish(path=path), Conduct(batch_size=size))

    with pytest.raises(UsageError, match=str(size)):
        options.check(Wish(path=path), Conduct(batch_size=size + 1))


def test_a_run_is_not_resumed_into_other_topics():
    """The prefix of the run and of the settings must agree."""
    [plan] = options.new_plans(Wish(), prefix="mine", table_rows=1)

    options.check_resumable(plan, prefix="mine")
    with pytest.raises(UsageError, match="mine"):
        options.check_resumable(plan, prefix="yours")


@pytest.mark.parametrize(
    ("conduct", "kind"), [(Conduct(), Unpaced), (Conduct(rate=5), Steady), (Conduct(is_human=True), Human)]
)
def test_the_pace_is_the_one_asked_for(conduct, kind):
    """As fast as it goes unless told."""
    assert isinstance(options.pace_of(conduct), kind)
