"""Values reach Kafka as they were sent."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_proxy.rest.media import Format
from corkboard_proxy.rest.records import parse_records
from corkboard_proxy.rest.values import ABSENT, MAX_DEPTH, MAX_DIGITS, BadValueError, base64_bytes, json_bytes

BLANKS = st.text(" \t\r\n", max_size=3)
NUMBERS = st.one_of(
    st.integers(-(10**60), 10**60).map(str),
    st.sampled_from(["1.10", "-0", "0.1e-7", "1E+400", "123456789012345678901234567890.50"]),
)
STRINGS = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: json.dumps(text, ensure_ascii=len(text) % 2 == 0)
)
SCALARS = st.one_of(NUMBERS, STRINGS, st.sampled_from(["true", "false", "null"])).map(lambda token: [token])


def _joined(items, opening, closing):
    tokens = [opening]
    for number, item in enumerate(items):
        tokens += ([","] if number else []) + item
    return [*tokens, closing]


def _containers(inner):
    members = st.tuples(STRINGS, inner).map(lambda pair: [pair[0], ":", *pair[1]])
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: _joined(items, "[", "]")),
        st.lists(members, max_size=4).map(lambda items: _joined(items, "{", "}")),
    )


TOKENS = st.recursive(SCALARS, _containers, max_leaves=12)


@given(TOKENS, st.data())
def test_a_value_keeps_every_byte_but_the_white_space_between_tokens(tokens, data):
    """Member order, repeated members, digits and escapes stay; the expected text is made from tokens."""
    spaced = "".join(token + data.draw(BLANKS) for token in tokens)
    body = f'{{"records": [ {{"value": {spaced} }}]}}'.encode()

    [(_, value, _)] = parse_records(body, Format.JSON)

    compact = "".join(tokens).encode()
    assert value == (None if compact == b"null" else compact)


@given(st.lists(TOKENS, min_size=1, max_size=5))
def test_records_keep_their_order(values):
    """The n-th record is the n-th that was sent."""
    texts = ["".join(tokens) for tokens in values]
    body = (
        '{"records":[' + ",".join(f'{{"key":{text},"partition":{n}}}' for n, text in enumerate(texts)) + "]}"
    )

    records = parse_records(body.encode(), Format.JSON)

    assert [partition for _, _, partition in records] == list(range(len(texts)))
    assert [key for key, _, _ in records] == [None if text == "null" else text.encode() for text in texts]


@given(st.binary())
def test_base64_gives_the_bytes_back_with_or_without_padding(content):
    """Padding is optional, as in Guava's decoder."""
    text = base64.b64encode(content).decode()

    assert base64_bytes(msgspec.Raw(json.dumps(text).encode())) == content
    assert base64_bytes(msgspec.Raw(json.dumps(text.rstrip("=")).encode())) == content


@pytest.mark.parametrize("text", ["-_-_", "AA AA", "A", "é", "AAAA\n", "A=AA", "=AAA"])
def test_what_is_not_standard_base64_is_refused(text):
    """The URL-safe alphabet, white space and impossible lengths are no base64."""
    with pytest.raises(BadValueError, match="is not a valid base64 string"):
        base64_bytes(msgspec.Raw(json.dumps(text).encode()))


@pytest.mark.parametrize("raw", [b"5", b"{}", b"[1]", b"true", b"1e999", b"[1e999]", b"9" * 5000])
def test_only_a_string_can_be_base64(raw):
    """A number or an object is refused as what it is."""
    with pytest.raises(BadValueError, match="is not a base64 string"):
        base64_bytes(msgspec.Raw(raw))


@pytest.mark.parametrize("code", [json_bytes, base64_bytes])
def test_null_and_nothing_are_kafkas_null(code):
    """A tombstone is a record without a value."""
    assert code(ABSENT) is None
    assert code(msgspec.Raw(b"null")) is None


def test_a_number_longer_than_jackson_reads_is_refused():
    """A million digits are no use to any reader."""
    assert json_bytes(msgspec.Raw(b"9" * MAX_DIGITS)) == b"9" * MAX_DIGITS
    with pytest.raises(BadValueError, match="longer than 1000 digits"):
        json_bytes(msgspec.Raw(b'{"a":-' + b"9" * 1_000_000 + b"}"))


def test_digits_and_brackets_inside_a_string_are_text():
    """Only numbers have digits, only containers have depth."""
    text = b'{"a":"' + b"9" * 2000 + b"[" * 2000 + b'\\""}'

    assert json_bytes(msgspec.Raw(text)) == text


def test_depth_ends_where_it_should():
    """The deepest value that passes, and the first that does not."""
    assert json_bytes(msgspec.Raw(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b" " * 200)) is not None
    with pytest.raises(BadValueError, match="nested deeper"):
        json_bytes(msgspec.Raw(b'[{"a":' * MAX_DEPTH + b"1" + b"}]" * MAX_DEPTH))


def test_many_small_containers_are_not_deep():
    """Width is no depth."""
    text = b"[" + b",".join([b'{"a":[]}'] * 5000) + b"]"

    assert json_bytes(msgspec.Raw(text)) == text
