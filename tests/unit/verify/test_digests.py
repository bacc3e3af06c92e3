"""Numbers that stand for values."""

from __future__ import annotations

from datetime import datetime

import pytest

from corkboard import ledger
from corkboard.verify import digests


def test_bytes_have_the_ledgers_digest():
    """As a number instead of 16 digits."""
    assert digests.of_bytes(b"x") == int(ledger.digest(b"x"), 16)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1,"b":2}', b'{"b": 2, "a": 1}'),
        (b'{"a":1.10}', b'{"a":1.1}'),
        (b'{"a":"\\u00e9"}', '{"a":"é"}'.encode()),
        (b'{"a":1E5}', b'{"a":100000.0}'),
    ],
)
def test_spellings_of_the_same_json_have_one_digest(one, other):
    """Order, blanks, escapes, zeros, exponents."""
    assert digests.of_json(one) == digests.of_json(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1}', b'{"a":2}'),
        (b'{"a":1}', b'{"a":1.0}'),
        (b'{"a":1}', b'{"a":true}'),
        (b'{"a":"1"}', b'{"a":1}'),
        (b'{"a":null}', b"{}"),
        (b'{"a":9223372036854775808}', b'{"a":-9223372036854775808}'),
        (b'{"a":18446744073709551617}', b'{"a":18446744073709551618}'),
        (b'{"a":[1,2]}', b'{"a":[2,1]}'),
    ],
)
def test_another_meaning_has_another_digest(one, other):
    """An integer of more than 64 bits that a converter wrapped is a changed value."""
    assert digests.of_json(one) != digests.of_json(other)


@pytest.mark.parametrize("value", [b"not json", b"\xff\xfe", b'"\\ud800"', b"[" * 100_000, b""])
def test_what_is_not_json_is_compared_as_bytes(value):
    """Foreign records may be anything."""
    assert digests.of_json(value) != digests.of_json(value + b" x")


def test_rows_differ_by_every_value_and_by_nulls():
    """-1 and -2, none and empty, and times are told apart."""
    rows = [(1, None), (1, ""), (1, -1.0), (1, -2.0), (1, [1.0, 2.0]), (1, datetime(2020, 1, 1)), (2, None)]  # noqa: DTZ001 - MySQL's have no zone

    assert len({digests.of_row(row) for row in rows}) == len(rows)
