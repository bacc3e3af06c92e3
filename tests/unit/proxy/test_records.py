"""Bodies that cannot be produced say what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_proxy.rest.errors import RestError
from corkboard_proxy.rest.media import Format
from corkboard_proxy.rest.records import parse_records

DEEP = b'{"records":[{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}"
BIG = b'{"records":[{"value":' + b"1" * 1_000_000 + b"}]}"


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        (b"", 400, 400, "the body is empty"),
        (b"  ", 400, 400, "the body is empty"),
        (b"{", 400, 400, "truncated"),
        (b'{"records":[{"value":tru}]}', 400, 400, "malformed"),
        (b'{"records":[{"value":1}]} x', 400, 400, "trailing characters"),
        (b'{"records":[{"value":"\xff"}]}', 400, 400, "not UTF-8 (byte 22)"),
        (b'{"records":[{"value":"\\ud800"}]}', 400, 400, "surrogate"),
        (b'{"records":[{"value":NaN}]}', 400, 400, "malformed"),
        (DEEP, 400, 400, "nested too deep"),
        (BIG, 400, 400, "longer than 1000 digits"),
        (b"[]", 400, 400, "Expected `object`, got `array`"),
        (b'{"records":{}}', 400, 400, "Expected `array"),
        (b'{"records":[7]}', 400, 400, "`$.records[0]`"),
        (b'{"records":[{"partition":"0"}]}', 400, 400, "`$.records[0].partition`"),
        (b"null", 422, 422, "may not be empty"),
        (b"{}", 422, 422, "records may not be empty"),
        (b'{"records":[]}', 422, 422, "records may not be empty"),
        (b'{"records":null}', 422, 422, "records may not be empty"),
        (b'{"records":[{"value":1}],"topic":"t"}', 422, 422, "Unrecognized field: topic"),
        (b'{"records":[{"val":1}]}', 422, 422, "Unrecognized field: val"),
        (b'{"records":[{"partition":-1}]}', 422, 422, "partition must be between"),
        (b'{"records":[{"partition":2147483648}]}', 422, 422, "partition must be between"),
        (b'{"records":[{"partition":%s}]}' % (b"9" * 5000), 400, 400, "out of range"),
        (b'{"key_schema_id":%s}' % (b"9" * 5000), 400, 400, "out of range"),
        (b"9" * 5000, 400, 400, "out of range"),
    ],
    ids=range(25),
)
def test_a_bad_body_is_refused_with_its_reason(body, status, code, words):
    """The status and code are Confluent's, the text says what and where."""
    with pytest.raises(RestError) as refused:
        parse_records(body, Format.JSON)

    assert (refused.value.problem.status, refused.value.problem.code) == (status, code)
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("format_", "status", "code"),
    [(Format.SCHEMA, 422, 42206), (Format.UNKNOWN, 415, 415), (Format.CHARSET, 415, 415)],
)
def test_a_format_that_is_not_served_is_refused(format_, status, code):
    """Schemas need a registry; other types are none of the API's."""
    with pytest.raises(RestError) as refused:
        parse_records(b'{"records":[{"value":1}]}', format_)

    assert (refused.value.problem.status, refused.value.problem.code) == (status, code)


def test_bad_base64_is_refused_with_the_text_it_was_given():
    """The sender sees which value it was."""
    with pytest.raises(RestError, match='Bad Request: data="%%%" is not a valid base64 string'):
        parse_records(b'{"records":[{"value":"%%%"}]}', Format.BINARY)


def test_an_empty_record_is_a_record():
    """Neither key nor value is null and null, as Confluent has it."""
    assert parse_records(b'{"records":[{}]}', Format.JSON) == [(None, None, None)]


def test_schema_members_are_let_pass():
    """Clients send them with formats that do not need them."""
    body = b'{"key_schema":null,"value_schema_id":7,"records":[{"key":1,"value":""}]}'

    assert parse_records(body, Format.JSON) == [(b"1", b'""', None)]


@given(st.binary(max_size=200), st.sampled_from([Format.JSON, Format.BINARY]))
def test_no_body_whatever_ends_in_anything_but_records_or_a_refusal(body, format_):
    """There is no input that the parser does not foresee."""
    try:
        ended = parse_records(body, format_)
    except RestError as refused:
        ended = [refused.message] if refused.problem.status in (400, 422) else []

    assert ended
