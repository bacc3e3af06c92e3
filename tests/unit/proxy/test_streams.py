"""Single records, and what Kinesis' answers mean."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinesis_fakes import error

from corkboard_proxy.streams.puts import LARGEST_RECORD, make_record, put_record_call, read_record
from corkboard_proxy.streams.replies import Reply, as_kinesis_says, fates_of


def _base64(data):
    return base64.b64encode(data).decode()


@given(st.binary(max_size=50), st.text(st.characters(codec="utf-8"), min_size=1, max_size=256))
def test_a_record_is_as_large_as_kinesis_counts_it(data, key):
    """Data before base64, and the key in UTF-8; and its call says what it was read from."""
    record = make_record("s", _base64(data), key)

    assert record.size == len(data) + len(key.encode())
    assert read_record(put_record_call(record)) == record


@pytest.mark.parametrize(
    ("stream", "data", "key"),
    [
        ("s", "", ""),
        ("s", "", "k" * 257),
        ("", "", "k"),
        ("a b", "", "k"),
        ("s" * 129, "", "k"),
        ("s", _base64(b"x" * LARGEST_RECORD), "k"),
        ("s", None, "k"),
        ("s", "", 7),
        (None, "", "k"),
    ],
)
def test_what_kinesis_may_refuse_goes_alone(stream, data, key):
    """Or it would refuse the other records of its call."""
    assert make_record(stream, data, key) is None


def test_the_largest_record_shares_calls():
    """Data and key together are 1 MiB."""
    assert make_record("s", _base64(b"x" * (LARGEST_RECORD - 1)), "k").size == LARGEST_RECORD


@pytest.mark.parametrize(
    "call",
    [
        b"",
        b"[]",
        b'{"StreamName":"s","Data":"","PartitionKey":"k"',
        b'{"StreamName":"s","Data":"","PartitionKey":"k","ExplicitHashKey":"1"}',
        b'{"StreamName":"s","PartitionKey":"k"}',
        b'{"StreamName":"s","Data":"no base64","PartitionKey":"k"}',
        b'{"StreamName":"s","Data":7,"PartitionKey":"k"}',
        '{"StreamName":"s","Data":"é","PartitionKey":"k"}'.encode(),
    ],
)
def test_a_call_that_says_more_or_less_goes_as_it_is(call):
    """Kinesis answers for it."""
    assert read_record(call) is None


PLACE = {"ShardId": "shardId-000000000000", "SequenceNumber": "1"}
LOCALSTACK = {**PLACE, "EncryptionType": "NONE", "ErrorCode": None, "ErrorMessage": None}


@pytest.mark.parametrize(
    ("action", "said", "shown"),
    [
        ("PutRecord", {**PLACE, "EncryptionType": "NONE"}, PLACE),
        ("PutRecord", {**PLACE, "EncryptionType": "KMS"}, {**PLACE, "EncryptionType": "KMS"}),
        (
            "PutRecords",
            {"FailedRecordCount": 0, "Records": [LOCALSTACK], "EncryptionType": "NONE"},
            {"FailedRecordCount": 0, "Records": [PLACE]},
        ),
        (
            "PutRecords",
            {"FailedRecordCount": 1, "Records": [{"ErrorCode": "InternalFailure", "ErrorMessage": "x"}]},
            {"FailedRecordCount": 1, "Records": [{"ErrorCode": "InternalFailure", "ErrorMessage": "x"}]},
        ),
        ("ListStreams", {"StreamNames": []}, {"StreamNames": []}),
    ],
)
def test_every_emulator_answers_as_kinesis_does(action, said, shown):
    """No encryption where there is none, no error members on success."""
    reply = as_kinesis_says(action, Reply(200, json.dumps(said).encode()))

    assert (reply.status, json.loads(reply.body)) == (200, shown)


@pytest.mark.parametrize(
    "message",
    [
        "Stream nope not found",
        "Stream arn arn:aws:kinesis:us-east-1:000000000000:stream/nope not found",
        "Stream nope under account 000000000000 not found.",
    ],
    ids=["ministack", "localstack", "kinesis"],
)
def test_a_missing_stream_is_told_in_kinesis_words(message):
    """With the account."""
    reply = as_kinesis_says("DescribeStream", error("ResourceNotFoundException", message=message))

    text = "Stream nope under account 000000000000 not found."
    assert json.loads(reply.body) == {"__type": "ResourceNotFoundException", "message": text}


def test_a_records_own_error_becomes_that_of_a_put_record():
    """A throttling is a 400, an internal failure a 500; both may be repeated."""
    records = [
        LOCALSTACK,
        {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"},
        {"ErrorCode": "InternalFailure", "ErrorMessage": "Internal service failure."},
    ]
    reply = Reply(200, json.dumps({"FailedRecordCount": 2, "Records": records}).encode())

    fates = fates_of(reply, 3)

    assert [(fate.reply.status, fate.is_repeatable) for fate in fates] == [
        (200, False),
        (400, True),
        (500, True),
    ]
    assert json.loads(fates[0].reply.body) == PLACE
    slow = {"__type": "ProvisionedThroughputExceededException", "message": "Rate exceeded"}
    assert json.loads(fates[1].reply.body) == slow


def test_an_encrypted_streams_place_names_its_encryption():
    """As a PutRecord does."""
    content = {"FailedRecordCount": 0, "Records": [PLACE], "EncryptionType": "KMS"}
    [fate] = fates_of(Reply(200, json.dumps(content).encode()), 1)

    assert json.loads(fate.reply.body)["EncryptionType"] == "KMS"


@pytest.mark.parametrize(
    ("code", "is_repeatable"),
    [
        ("ProvisionedThroughputExceededException", True),
        ("LimitExceededException", True),
        ("com.amazonaws.kinesis#ThrottlingException", True),
        ("ResourceNotFoundException", False),
        ("InternalFailure", False),
    ],
)
def test_only_a_throttled_call_may_be_repeated(code, is_repeatable):
    """Of the errors of a whole call."""
    assert [fate.is_repeatable for fate in fates_of(error(code), 2)] == [is_repeatable] * 2
