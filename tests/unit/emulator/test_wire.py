"""A row on the wire."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from corkboard import ledger
from corkboard.catalogue import FEEDS, GEO, PIN, USER
from corkboard_emulator import wire

cells = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.datetimes()
)


def test_a_place_looks_as_in_the_landing_files():
    """Table order, no blanks, the datetime printed with a blank, floats as numbers."""
    row = (7528, datetime.fromisoformat("2020-08-28 03:52:47"), -89.9787, -173.293, "Albania")

    assert wire.record(GEO, 0, row).value == (
        b'{"ind":7528,"timestamp":"2020-08-28 03:52:47","latitude":-89.9787,"longitude":-173.293,"country":"Albania"}'
    )


def test_a_profile_looks_as_in_the_landing_files():
    """The join date has its time."""
    row = (7528, "Abigail", "Ali", 20, datetime.fromisoformat("2015-10-24 11:23:51"))

    assert wire.record(USER, 0, row).value == (
        b'{"ind":7528,"first_name":"Abigail","last_name":"Ali","age":20,"date_joined":"2015-10-24 11:23:51"}'
    )


def test_text_is_utf_8_and_null_is_null():
    """Nothing is escaped that JSON does not make us escape."""
    row = (7528, "id", 'Été "✨"\n', "…\xa0", "p", "2M", "a,b", None, None, 0, "s", "art")

    value = wire.record(PIN, 0, row).value
    assert value.startswith(b'{"index":7528,"unique_id":"id","title":"')
    assert 'Été \\"✨\\"\\n'.encode() in value
    assert b'"is_image_or_video":null,"image_src":null,"downloaded":0' in value


def test_a_decimal_is_a_number():
    """Should a table have DECIMAL columns instead of FLOAT."""
    assert wire.encode({"latitude": Decimal("-89.9787")}) == b'{"latitude":-89.9787}'


@given(st.data())
def test_a_row_survives_the_wire(data):
    """What a reader parses is the row, datetimes to the second."""
    feed = data.draw(st.sampled_from(FEEDS))
    row = {name: data.draw(cells, label=name) for name in feed.columns}
    row[feed.key] = data.draw(st.integers(0, 10**9))

    value = wire.record(feed, 0, tuple(row.values())).value

    expected = {
        name: cell.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0") if isinstance(cell, datetime) else cell
        for name, cell in row.items()
    }
    assert list(json.loads(value).items()) == list(expected.items())


@given(st.dictionaries(st.text(), st.integers(-(2**63), 2**63 - 1) | st.text() | st.none(), max_size=5))
def test_the_bytes_are_those_of_the_standard_encoder(row):
    """So another producer of the same row, told to be compact and not to escape, has the same digest."""
    assert wire.encode(row) == json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.lists(st.dictionaries(st.text(), st.text(), max_size=3), max_size=5))
def test_the_body_holds_each_value_as_it_is(rows):
    """Values are put into the request as bytes, without being parsed again."""
    values = [wire.encode(row) for row in rows]

    body = wire.records_body(values)
    assert json.loads(body) == {"records": [{"value": row} for row in rows]}
    assert all(value in body for value in values)


rows = st.dictionaries(st.text(), st.text(), max_size=3)


@given(st.lists(st.tuples(st.text(), rows), min_size=1, max_size=5), st.text())
def test_a_put_holds_each_value_as_it_is_under_its_key(puts, stream):
    """One record as the course writes it, more as texts, which ``/records`` takes."""
    keys, values = [key for key, _ in puts], [wire.encode(row) for _, row in puts]

    body = wire.put_body(stream, keys, values)
    one = {"StreamName": stream, "Data": puts[0][1], "PartitionKey": keys[0]}
    texts = [{"data": value.decode(), "partition-key": key} for key, value in zip(keys, values, strict=True)]
    assert json.loads(body) == (one if len(puts) == 1 else {"records": texts})


def test_a_record_carries_what_the_ledger_needs():
    """Feed, post, key and the digest of the very bytes."""
    record = wire.record(USER, 3, (7, "a", "b", 20, None))

    entry = record.entry("acked", 1.5, place=("t", 0, 9))
    assert entry == ledger.Entry("user", 7, ledger.digest(record.value), "acked", 1.5, ("t", 0, 9), "", 3)
