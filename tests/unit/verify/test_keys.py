"""Keys as small numbers, and as ranges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corkboard.verify.keys import SPARSE, KeyIndex, runs_of

KEYS = st.lists(st.integers(-(2**40), 2**40), max_size=40)


@given(keys=KEYS)
def test_every_key_has_a_number_of_its_own_in_ascending_order(keys):
    """Near each other or far apart."""
    index = KeyIndex([keys[::2], keys[1::2]])

    numbers = [index.number(key) for key in sorted(set(keys))]
    assert all(number is not None and 0 <= number < len(index) for number in numbers)
    assert numbers == sorted(set(numbers))
    assert [index.key(number) for number in numbers] == sorted(set(keys))


def test_keys_far_apart_take_no_more_room_than_keys():
    """Two keys a billion apart are two numbers."""
    assert len(KeyIndex([[0, 10**9]])) == 2


def test_a_key_outside_the_range_has_no_number():
    """Nor has one between keys far apart."""
    assert KeyIndex([[3, 4]]).number(900_000) is None
    assert KeyIndex([[0, 10**9]]).number(7) is None


def test_no_keys_are_an_empty_index():
    """Nothing was posted."""
    assert len(KeyIndex([])) == 0
    assert KeyIndex([[]]).number(0) is None


def test_keys_are_read_in_runs_without_wide_gaps():
    """A gap costs rows nobody asked for, a run a question."""
    assert list(runs_of([1, 2, 9, 9 + SPARSE + 1], longest=10)) == [[1, 2, 9], [9 + SPARSE + 1]]


def test_a_run_is_no_longer_than_asked():
    """So that its rows fit in memory."""
    assert list(runs_of(range(5), longest=2)) == [[0, 1], [2, 3], [4]]
