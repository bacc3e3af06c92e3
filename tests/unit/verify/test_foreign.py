"""How a record that nobody here posted calls itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.verify.foreign import MOST_LETTERS, key_of


@pytest.mark.parametrize(
    ("value", "message_key", "named"),
    [
        (b'{"index":900001}', None, 900001),
        (b'{"index":900001}', b"other", 900001),
        (b'{"index":"abc"}', None, "abc"),
        (b'{"ind":1}', b"k-1", "k-1"),
        (b'{"index":true}', None, None),
        (b"[1]", None, None),
        (b"not JSON", b"\xff", "\ufffd"),
        (None, b"k" * 100, "k" * MOST_LETTERS),
        (None, None, None),
        (b'{"index":' + b"9" * 5000 + b"}", None, None),
    ],
)
def test_the_value_names_it_before_kafkas_key_does(value, message_key, named):
    """A short text or a number, or nothing."""
    assert key_of("index", value, message_key) == named


@given(st.binary(max_size=50), st.none() | st.binary(max_size=50))
def test_no_bytes_are_unforeseen(value, message_key):
    """Whatever somebody else has put there."""
    assert isinstance(key_of("index", value, message_key), int | str | None)
