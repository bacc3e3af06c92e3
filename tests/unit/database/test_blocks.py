"""Categories lie in blocks, and the first row of every demo is broken."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_database.blocks import STARTS, blocks, broken_keys, first_drawn

ROWS = st.integers(1, 50_000)


@given(rows=ROWS)
def test_blocks_cover_the_keys_once_and_in_alphabetical_order(rows):
    """Whatever the number of rows."""
    found = blocks(rows)

    assert [key for keys in found.values() for key in keys] == list(range(rows))
    assert list(found) == sorted(found)


def test_blocks_of_the_default_table_start_where_measured(data):
    """Thirteen categories, art first."""
    starts = {}
    for pin in data.pins:
        starts.setdefault(pin.category, pin.index)

    assert starts == STARTS
    assert len(starts) == 13


@given(rows=ROWS)
def test_blocks_keep_their_share_in_a_table_of_another_size(rows):
    """To within one row."""
    for name, keys in blocks(rows).items():
        assert abs(len(keys) - len(blocks(11_154)[name]) * rows / 11_154) <= 1


@pytest.mark.parametrize("rows", [11_001, 11_154, 1_000_000])
def test_the_course_draws_row_7528_first(rows):
    """From each table that has the rows from which it draws."""
    assert first_drawn(rows) == 7528
    assert broken_keys(rows) == {7528}


@given(rows=st.integers(1, 11_000))
def test_a_smaller_table_is_drawn_from_its_own_keys(rows):
    """As the course's script would, if its bound were the last key; 7528 is broken as well where it exists."""
    random.seed(100)
    random.randrange(0, 2)
    drawn = random.randint(0, rows - 1)

    assert first_drawn(rows) == drawn
    assert broken_keys(rows) == {drawn} | ({7528} if rows > 7528 else set())
