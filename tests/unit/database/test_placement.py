"""Posters and posts in tables of any size."""

from __future__ import annotations

import tracemalloc
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard_database.blocks import broken_keys
from corkboard_database.placement import ERROR_POSTER, place


@given(rows=st.integers(1, 50_000), seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_every_row_has_a_poster_and_every_poster_its_posts(rows, seed):
    """And what must be broken is broken, whatever the numbers."""
    placement = place(rows, seed)
    counts = Counter(placement.poster_of)

    assert len(placement.poster_of) == rows
    assert [counts[number] for number in range(len(placement.posts_of))] == list(placement.posts_of)
    assert all(placement.poster_of[key] == ERROR_POSTER for key in broken_keys(rows))


@pytest.mark.parametrize("rows", [50_000, 200_000])
def test_a_larger_table_has_more_posters_not_busier_ones(rows):
    """The histogram of posts is scaled: 48 posters for 100 posts, the busiest with 244."""
    posts_of = place(rows, 1).posts_of

    assert len(posts_of) / rows == pytest.approx(5307 / 11_154, rel=0.01)
    assert max(posts_of[1:]) == 244
    assert posts_of[ERROR_POSTER] / rows == pytest.approx(88 / 11_154, rel=0.01)


def test_a_row_takes_a_few_bytes_until_it_is_made():
    """Twenty bytes at the peak, so a million rows take 20 MB."""
    tracemalloc.start()
    place(50_000, 1)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes / 50_000 < 20
