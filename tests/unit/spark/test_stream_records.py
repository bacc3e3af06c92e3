"""A batch of Kinesis records, told apart."""

from __future__ import annotations

import pyarrow as pa
import pytest

from corkboard_spark.datasets import DATASETS
from corkboard_spark.streaming.records import Place, Sorter

USER = DATASETS[2]
PLACE = Place("streaming-t-user", 2)


def batch(*records):
    """Return records, each as sequence number and data, as the source gives them."""
    numbers, bodies = zip(*records, strict=True)
    return pa.table({"shardId": ["shard-0"] * len(records), "sequenceNumber": numbers, "data": bodies})


def sort(*records, keeps_all=False):
    """Return what a batch of users holds."""
    return Sorter(USER, keeps_all=keeps_all).sort(batch(*records), PLACE)


def test_rows_have_the_columns_of_the_wire():
    """What is absent is null."""
    found = sort(("1", b'{"ind":7,"age":30}'))

    assert found.rows.to_pylist() == [dict.fromkeys(USER.wire.names) | {"ind": 7, "age": 30}]
    assert (found.records, found.letters.num_rows) == (1, 0)


def test_the_highest_sequence_number_of_a_key_wins():
    """As numbers, in whatever order they come: 10 is later than 9."""
    found = sort(("10", b'{"ind":7,"age":3}'), ("9", b'{"ind":7,"age":2}'), ("8", b'{"ind":8,"age":1}'))

    assert [(row["ind"], row["age"]) for row in found.rows.to_pylist()] == [(7, 3), (8, 1)]
    assert found.records == 3


def test_duplicates_are_kept_when_asked_for():
    """Each record is a row."""
    found = sort(*((str(n), b'{"ind":7}') for n in range(3)), keeps_all=True)

    assert found.rows["ind"].to_pylist() == [7, 7, 7]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON: "),
        (b'""', "wrong shape: "),
        (b'{"value":{"ind":1}}', "wrong shape: Object missing required field `ind`"),
        (b"not JSON", "not JSON: "),
        (b"\xff\xfe", "not JSON: "),
        (b'{"ind":1}\n{"ind":2}', "not JSON: "),
        (b'{"ind":"1"}', "wrong shape: "),
    ],
)
def test_what_is_no_record_is_a_letter_with_its_place_and_a_reason(body, reason):
    """And takes no neighbour with it, nor its neighbours' places."""
    found = sort(("4", b'{"ind":1,"age":1}'), ("5", body), ("6", b'{"ind":1,"age":2}'))
    [letter] = found.letters.to_pylist()

    assert letter.pop("reason").startswith(reason)
    assert letter == {
        "feed": "user",
        "stream": "streaming-t-user",
        "epoch": 2,
        "shard": "shard-0",
        "sequence_number": "5",
        "body": body.decode(errors="backslashreplace"),
    }
    assert found.rows["age"].to_pylist() == [2]


def test_a_record_may_end_with_a_line_break():
    """Firehose's producers write one."""
    assert sort(("1", b'{"ind":1}\n'), ("2", b' {"ind":2}')).rows["ind"].to_pylist() == [1, 2]


def test_a_batch_may_hold_nothing():
    """In a shared stream, all of it may be others'."""
    schema = batch(("1", b"")).schema
    found = Sorter(USER, keeps_all=False).sort(schema.empty_table(), PLACE)

    assert (found.records, found.rows.num_rows, found.letters.num_rows) == (0, 0, 0)
