"""Lines and the records that they should be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corkboard.verify.align import align

DIGESTS = st.lists(st.integers(1, 5), max_size=12)


def test_equal_sequences_pair_one_to_one():
    """The common case needs no search."""
    assert list(align([1, 2, 3], [1, 2, 3])) == [(0, 0, True), (1, 1, True), (2, 2, True)]


def test_a_changed_line_is_paired_with_its_record():
    """Its neighbours stay equal, and records beyond the object are left alone."""
    assert list(align([1, 2, 3, 4, 5], [1, 9, 3])) == [(0, 0, True), (1, 1, False), (2, 2, True)]


def test_a_line_too_many_has_no_record():
    """What follows is recognised."""
    assert list(align([1, 2, 3], [1, 9, 2, 3])) == [
        (0, 0, True),
        (None, 1, False),
        (1, 2, True),
        (2, 3, True),
    ]


def test_a_missing_line_leaves_its_record_out():
    """Record 1 is paired with nothing."""
    assert list(align([1, 2, 3], [1, 3])) == [(0, 0, True), (2, 1, True)]


@given(expected=DIGESTS, got=DIGESTS)
def test_each_line_comes_once_and_in_order_and_equal_means_equal(expected, got):
    """Whatever the sequences."""
    pairs = list(align(expected, got))

    assert [line for _, line, _ in pairs] == list(range(len(got)))
    records = [record for record, _, _ in pairs if record is not None]
    assert records == sorted(set(records))
    for record, line, equal in pairs:
        assert equal == (record is not None and expected[record] == got[line])
