"""What each answer of the gateway's stream routes means for each record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_emulator.answers import Answer
from corkboard_emulator.stream_answers import FATES, read_put

STORED = {"ShardId": "shardId-000000000002", "SequenceNumber": "49"}


def read(status: int, body: object, count: int = 1) -> list[Answer]:
    """Return the answers to a body."""
    return read_put(status, json.dumps(body).encode(), count)


def test_a_sequence_number_is_an_acknowledgement():
    """Shard and sequence number are the record's place, EncryptionType or not."""
    assert read(200, STORED) == [Answer("acked", ("shardId-000000000002", "49"))]
    assert read(200, {**STORED, "EncryptionType": "NONE"})[0].status == "acked"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ProvisionedThroughputExceededException", "returned"),
        ("InternalFailure", "unknown"),
        ("SomethingNew", "unknown"),
        ("ValidationException", "dead"),
    ],
)
def test_a_record_has_an_error_code_of_its_own(code, status):
    """In an answer whose status is 200."""
    answers = read(
        200, {"FailedRecordCount": 1, "Records": [STORED, {"ErrorCode": code, "ErrorMessage": "why"}]}, 2
    )

    assert [answer.status for answer in answers] == ["acked", status]
    assert answers[1].reason == f"{code} why"


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (400, {"__type": "ProvisionedThroughputExceededException", "message": "slow"}, "returned"),
        (400, {"__type": "LimitExceededException", "message": "slow"}, "returned"),
        (429, {"message": "Too Many Requests"}, "returned"),
        (400, {"__type": "ValidationException", "message": "bad"}, "dead"),
        (400, {"__type": "com.amazonaws.kinesis.v20131202#InvalidArgumentException"}, "dead"),
        (400, {"message": "Invalid request body"}, "dead"),
        (413, {"message": "Request Too Long"}, "dead"),
        (400, {"__type": "ResourceNotFoundException", "message": "no stream"}, "closed"),
        (400, {"__type": "AccessDeniedException", "Message": "no"}, "closed"),
        (403, {"message": "Missing Authentication Token"}, "closed"),
        (404, None, "closed"),
        (415, {"message": "Unsupported Media Type"}, "closed"),
        (301, None, "closed"),
        (400, {"__type": "UnheardOf"}, "unknown"),
        (408, None, "unknown"),
        (500, {"__type": "InternalFailure", "message": "no"}, "unknown"),
        (500, {"message": "Internal server error"}, "unknown"),
        (503, None, "unknown"),
        (504, {"message": "Endpoint request timed out"}, "unknown"),
    ],
)
def test_a_request_refused_as_a_whole(status, body, fate):
    """The record is to blame, or the moment, or the stream, or nobody knows."""
    [answer] = read(status, body)

    assert ("closed" if answer.is_closed else answer.status) == fate
    assert str(status) in answer.reason


@pytest.mark.parametrize("kind", FATES)
def test_a_refusal_that_is_answered_with_200_is_a_refusal(kind):
    """An integration without error mappings does that; the type has the same meaning."""
    assert read(200, {**STORED, "__type": kind, "message": "no"}) == [
        Answer(answer.status, None, answer.reason.replace("400", "200"), answer.is_closed)
        for answer in read(400, {"__type": kind, "message": "no"})
    ]


def test_a_batch_refused_for_its_content_is_to_be_sent_apart():
    """One bad record must not condemn the others."""
    answers = read(400, {"__type": "ValidationException", "message": "bad"}, 3)

    assert [(answer.status, answer.is_shared) for answer in answers] == [("returned", True)] * 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"Records": []},
        {"Records": [STORED, STORED]},
        {"Records": [{}]},
        {"ShardId": "shardId-000000000000"},
        {"ShardId": "", "SequenceNumber": ""},
        {"ShardId": 0, "SequenceNumber": 1},
    ],
)
def test_a_200_without_a_sequence_number_proves_nothing(body):
    """It is unknown, never acknowledged."""
    assert [answer.status for answer in read(200, body)] == ["unknown"]


@given(status=st.integers(100, 599), body=st.binary(max_size=60), count=st.integers(1, 5))
def test_any_answer_gives_each_record_a_fate(status, body, count):
    """Whatever stands between us and Kinesis may say whatever it likes; none of it is an acknowledgement."""
    answers = read_put(status, body, count)

    assert len(answers) == count
    assert all(answer.status in ("unknown", "returned", "dead") for answer in answers)


@given(status=st.integers(300, 599))
def test_only_a_success_acknowledges(status):
    """A sequence number in an error proves nothing."""
    assert read(status, STORED)[0].status != "acked"
