"""How long posts wait."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_emulator.order import Draw
from corkboard_emulator.pace import Human, Patience, Steady, Unpaced

DRAW = Draw(post=0, key=7528, pause_s=1)


def test_without_a_pace_nothing_waits():
    """The gateway's answers set the speed."""
    assert Unpaced().wait_s(DRAW, 5.0) == 0


def test_a_person_waits_as_long_as_was_drawn():
    """0 or 1 second, from the same generator as the row."""
    assert Human().wait_s(DRAW, 5.0) == 1


@given(rate=st.floats(0.1, 5000), count=st.integers(1, 100))
def test_a_steady_pace_spaces_posts_evenly(rate, count):
    """If each post begins when it is due, the last begins at its multiple of the distance."""
    pace, now = Steady(rate), 100.0
    for _ in range(count):
        now += max(0.0, pace.wait_s(DRAW, now))

    assert now == pytest.approx(100.0 + (count - 1) / rate)


def test_a_steady_pace_catches_up_a_tenth_of_a_second_at_most():
    """After a hold-up of a minute at 100 posts a second, ten posts are late, not six thousand."""
    pace = Steady(100)
    pace.wait_s(DRAW, 0.0)

    late = [pace.wait_s(DRAW, 60.0) for _ in range(20)]
    assert sum(wait < 0 for wait in late) == pytest.approx(10, abs=1)


@given(seed=st.integers(0, 1000), limit_s=st.floats(0.5, 300))
def test_patience_backs_off_and_ends(seed, limit_s):
    """Waits are at most 2 s, add up to the limit, and then there are none."""
    patience, now, waits = Patience(Random(seed)), 0.0, []
    while (wait := patience.wait_s(now, limit_s)) is not None:
        waits.append(wait)
        now += wait

    assert 0.05 <= waits[0] <= 0.1
    assert max(waits) <= 2
    assert sum(waits) == pytest.approx(limit_s)


def test_a_success_restores_patience():
    """Failures are counted from the last success."""
    patience = Patience(Random(0))
    patience.wait_s(0.0, 10.0)
    assert patience.failing_s(9.0) == 9.0

    patience.succeeded()

    assert patience.failing_s(20.0) == 0
    assert patience.wait_s(20.0, 10.0) <= 0.1
