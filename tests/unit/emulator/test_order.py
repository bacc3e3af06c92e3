"""The order of posts: the course's draws, or the table from its first row."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from corkboard.ledger import Plan
from corkboard_emulator.order import course_highest, draws


def plan(order: str, *, seed: int = 100, rows: int | None = None, table_rows: int = 11_154) -> Plan:
    """Return a plan."""
    return Plan(path="batch", prefix="p", order=order, seed=seed, rows=rows, table_rows=table_rows)


def keys(plan: Plan, count: int) -> list[int]:
    """Return the first keys of a plan."""
    return [draw.key for draw in itertools.islice(draws(plan), count)]


def test_the_course_begins_with_its_known_rows():
    """Seed 100 gives the rows that lead nearly every stored notebook."""
    assert keys(plan("course"), 15) == [
        7528, 2863, 5730, 8304, 8731, 1313, 4315, 10794, 5494, 5069, 2923, 3089, 6063, 3454, 7554,
    ]  # fmt: skip


@given(seed=st.integers(0, 2**40), count=st.integers(1, 300))
def test_the_course_order_is_the_course_scripts_loop(seed, count):
    """``seed``, then a pause and a row in turn from the module's own generator."""
    random.seed(seed)
    expected = [(random.randrange(0, 2), random.randint(0, 11000)) for _ in range(count)]

    drawn = itertools.islice(draws(plan("course", seed=seed)), count)
    assert [(draw.pause_s, draw.key) for draw in drawn] == expected


@given(table_rows=st.integers(1, 20_000))
def test_the_course_order_draws_only_rows_that_exist(table_rows):
    """A smaller table is drawn from as a whole, a larger one as if it had 11,001 rows."""
    drawn = keys(plan("course", table_rows=table_rows), 200)

    assert max(drawn) <= course_highest(table_rows) <= min(11_000, table_rows - 1)


@given(table_rows=st.integers(1, 50), count=st.integers(0, 200))
def test_sequential_goes_around_the_table(table_rows, count):
    """After the last row comes the first again."""
    assert keys(plan("sequential", table_rows=table_rows), count) == [n % table_rows for n in range(count)]


@given(order=st.sampled_from(["sequential", "course"]), rows=st.integers(0, 100))
def test_posts_are_numbered_from_zero_and_end_with_the_plan(order, rows):
    """The number is what a resumed run knows a post by."""
    assert [draw.post for draw in draws(plan(order, rows=rows))] == list(range(rows))


@given(order=st.sampled_from(["sequential", "course"]), seed=st.integers(0, 1000))
def test_a_plan_always_gives_the_same_posts(order, seed):
    """Else no run could be resumed."""
    same = plan(order, seed=seed, rows=50)

    assert list(draws(same)) == list(draws(same))
