"""Lines as records or faults."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_spark.landing.records import Parser
from corkboard_spark.schemas import GEO_WIRE, PIN_WIRE, USER_WIRE

GOOD = b'{"ind":1,"timestamp":"2020-08-28 03:52:47","latitude":-89.9787,"longitude":5,"country":"Albania"}'


def fault_of(line, wire=GEO_WIRE):
    """Return a line's only fault."""
    rows, [fault] = Parser(wire).parse([line])
    assert rows == []
    return fault.reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-08-28 03:52:47", datetime.fromisoformat("2020-08-28 03:52:47")),
        ("2020-08-28T03:52:47", datetime.fromisoformat("2020-08-28 03:52:47")),
        ("2020-08-28T03:52:47.25", datetime.fromisoformat("2020-08-28 03:52:47.250")),
        ("2020-08-28T03:52:47Z", datetime(2020, 8, 28, 3, 52, 47, tzinfo=UTC)),
    ],
)
def test_a_time_is_written_in_several_ways(written, read):
    """With ``str`` or ``isoformat``, as the emulating scripts do."""
    [row], [] = Parser(GEO_WIRE).parse([GOOD.replace(b"2020-08-28 03:52:47", written.encode())])

    assert row.timestamp == read


def test_absent_and_unknown_columns_are_allowed():
    """Only the key must be there."""
    [row], [] = Parser(USER_WIRE).parse([b'{"ind":7,"nickname":"x","age":null}'])

    assert msgspec.structs.asdict(row) == dict.fromkeys(USER_WIRE.names) | {"ind": 7}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"<html>", "not JSON: "),
        (b'{"ind":1', "not JSON: "),
        (b'{"ind":1}{"ind":2}', "not JSON: "),
        (b'{"ind":NaN}', "not JSON: "),
        (b"[" * 100_000, "wrong shape: "),
        (b'{"x":' + b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"ind":1,"country":"\xff"}', "not UTF-8"),
        (b'""', "wrong shape: "),
        (b"null", "wrong shape: "),
        (b"[1]", "wrong shape: "),
        (b"{}", "wrong shape: Object missing required field `ind`"),
        (b'{"index":1}', "wrong shape: Object missing required field `ind`"),
        (b'{"ind":null}', "wrong shape: "),
        (b'{"ind":"1"}', "wrong shape: "),
        (b'{"ind":1.5}', "wrong shape: "),
        (b'{"ind":true}', "wrong shape: "),
        (b'{"ind":9223372036854775808}', "wrong shape: "),
        (b'{"ind":1,"country":5}', "wrong shape: "),
        (b'{"ind":1,"country":{"name":"Albania"}}', "wrong shape: "),
        (b'{"ind":1,"latitude":"-89.9"}', "wrong shape: "),
        (b'{"ind":1,"timestamp":1598586767}', "wrong shape: "),
        (b'{"ind":1,"timestamp":"2020-02-30 00:00:00"}', "wrong shape: "),
        (b'{"value":{"ind":1}}', "wrong shape: Object missing required field `ind`"),
    ],
)
def test_what_is_no_record_is_a_fault_with_a_reason(line, reason):
    """It becomes a dead letter."""
    assert fault_of(line).startswith(reason)


def test_a_fault_does_not_take_its_neighbours_with_it():
    """They are parsed singly then."""
    rows, faults = Parser(GEO_WIRE).parse([GOOD, b"x", GOOD, b"{}", GOOD])

    assert [row.ind for row in rows] == [1, 1, 1]
    assert [fault.at for fault in faults] == [1, 3]


@pytest.mark.parametrize(
    "lines",
    [
        [b'{"ind":1}{"ind":2}', b'{"ind":3', b"}"],
        [b'{"ind":1}{"ind":2}', b'{"ind":3,"x":[{}', b",{}]}"],
        [b'{"ind":1} {"ind":2}', b" "],
    ],
)
def test_two_values_on_a_line_do_not_make_up_for_a_missing_one(lines):
    """As many values as lines is not enough: each line must be one."""
    _, faults = Parser(GEO_WIRE).parse(lines)

    assert len(faults) == len(lines)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PIN_WIRE.names), inner, max_size=4)
    ),
    max_leaves=6,
)
LINES = st.lists(
    st.one_of(
        st.binary(max_size=20).filter(lambda line: b"\n" not in line),
        VALUES.map(msgspec.json.encode),
        st.integers(0, 99).map(lambda n: b'{"index":%d,"title":"a"}' % n),
    ),
    max_size=8,
)


@given(LINES)
def test_every_line_is_a_record_or_a_fault(lines):
    """Whatever is thrown at it, at once or singly."""
    parser = Parser(PIN_WIRE)
    rows, faults = parser.parse(lines)
    singly = [parser.parse([line])[0] for line in lines]

    assert len(rows) + len(faults) == len(lines)
    assert rows == [row for found in singly for row in found]
