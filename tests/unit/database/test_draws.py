"""Draws that are the same everywhere."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_database.draws import fractions, interpolate, lowest, scatter, spread, stream, whole_quantiles


@given(salt=st.integers(0, 2**32), bits=st.integers(2, 12))
def test_scatter_gives_each_number_its_own(salt, bits):
    """No two numbers collide, so names and times made from one are distinct."""
    assert {scatter(number, bits, salt) for number in range(2**bits)} == set(range(2**bits))


@pytest.mark.parametrize("draws", [1, 2, 5, 20])
def test_lowest_has_the_mean_of_the_lowest_of_as_many_draws(draws):
    """Which is one in ``draws + 1``."""
    rng = stream(1, "test")
    values = [lowest(rng.random(), draws) for _ in range(20_000)]

    assert statistics.mean(values) == pytest.approx(1 / (draws + 1), rel=0.05)
    assert all(0 <= value < 1 for value in values)


@given(seed=st.integers(), number=st.integers(0))
def test_fractions_depend_on_seed_and_number_alone(seed, number):
    """Sixteen of them, each below one."""
    drawn = fractions(seed, number)

    assert drawn == fractions(seed, number)
    assert drawn != fractions(seed, number + 1)
    assert len(drawn) == 16
    assert all(0 <= value < 1 for value in drawn)


def test_spread_fills_the_unit_evenly():
    """Of any hundred numbers in a row, nine to eleven fall into each tenth."""
    tenths = [int(10 * spread(number, 0.6180339887498949, 0.3)) for number in range(700, 800)]

    assert {tenths.count(tenth) for tenth in range(10)} <= {9, 10, 11}


def test_interpolation_meets_its_points_and_the_line_between():
    """The first and the last point included."""
    points = [(0.0, 10.0), (0.5, 20.0), (1.0, 100.0)]

    assert [interpolate(points, at) for at in (0, 0.25, 0.5, 0.75, 1)] == [10, 15, 20, 60, 100]
    assert whole_quantiles(points, 5) == [10, 15, 20, 60, 100]
