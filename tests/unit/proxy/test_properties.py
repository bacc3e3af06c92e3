"""Properties files are read as Java reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_proxy.properties import parse_properties

PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\\=:#! "), min_size=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1\nb = 2\nc:3\nd 4\n", {"a": "1", "b": "2", "c": "3", "d": "4"}),
        ("# a comment\n! another\n\n  a=1\n", {"a": "1"}),
        ("a=one,\\\n   two\nb=3", {"a": "one,two", "b": "3"}),
        ("a=x\\\\\nb=2", {"a": "x\\", "b": "2"}),
        ("a=b=c\n", {"a": "b=c"}),
        ("a\\ b=\\u00e9\\t.\n", {"a b": "é\t."}),
        ("a=1\na=2", {"a": "2"}),
        ("a=  padded  ", {"a": "padded"}),
        ("flag", {"flag": ""}),
        ("a=1\\", {"a": "1"}),
    ],
)
def test_a_file_is_its_keys_and_values(text, expected):
    """Separators, comments, escapes and long lines."""
    assert parse_properties(text) == expected


@given(st.dictionaries(PLAIN, PLAIN))
def test_plain_pairs_come_back(pairs):
    """What needs no escape is taken as it stands."""
    text = "".join(f"{key} = {value}\n" for key, value in pairs.items())

    assert parse_properties(text) == pairs


@given(st.text())
def test_any_text_is_read(text):
    """Java refuses next to nothing, and neither do we."""
    assert isinstance(parse_properties(text), dict)
