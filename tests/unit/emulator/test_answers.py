"""What each answer of the REST proxy means for each record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_emulator.answers import Answer, read_produced

STORED = {"partition": 0, "offset": 12, "error_code": None, "error": None}


def read(status: int, body: object, count: int = 1) -> list[Answer]:
    """Return the answers to a body."""
    return read_produced(status, json.dumps(body).encode(), count)


def test_an_offset_is_an_acknowledgement():
    """Partition and offset are the record's place."""
    [answer] = read(200, {"offsets": [STORED], "key_schema_id": None, "value_schema_id": None})

    assert answer == Answer("acked", (0, 12))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (50003, "unknown"),
        (2, "unknown"),
        (50002, "dead"),
        (1, "dead"),
        (413, "dead"),
        (40801, "dead"),
        (429, "returned"),
        (40101, "returned"),
        (40301, "returned"),
        (40403, "returned"),
    ],
)
def test_a_record_has_an_error_code_of_its_own(code, status):
    """Also in an answer whose status is 200."""
    failed = {"partition": None, "offset": None, "error_code": code, "error": "why"}

    answers = read(200, {"offsets": [STORED, failed]}, 2)
    assert [answer.status for answer in answers] == ["acked", status]
    assert answers[1].reason == f"{code} why"


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (400, {"error_code": 400, "message": "not JSON"}, "dead"),
        (413, {"message": "Request Too Long"}, "dead"),
        (422, {"error_code": 422, "message": "Unrecognized field: x"}, "dead"),
        (408, {"error_code": 40801, "message": "schema"}, "dead"),
        (500, {"error_code": 50002, "message": "Kafka"}, "dead"),
        (429, {"message": "Too Many Requests"}, "returned"),
        (403, {"message": "Missing Authentication Token"}, "returned"),
        (404, {"error_code": 40401, "message": "Topic not found."}, "returned"),
        (404, {"error_code": 404, "message": "HTTP 404 Not Found"}, "returned"),
        (405, None, "returned"),
        (415, {"error_code": 415, "message": "HTTP 415 Unsupported Media Type"}, "returned"),
        (301, None, "returned"),
        (408, None, "unknown"),
        (500, {"message": "Internal server error"}, "unknown"),
        (500, {"error_code": 50003, "message": "Kafka"}, "unknown"),
        (503, {"error_code": 50302, "message": "no broker"}, "unknown"),
        (504, {"message": "Endpoint request timed out"}, "unknown"),
        (599, None, "unknown"),
    ],
)
def test_a_request_refused_as_a_whole(status, body, fate):
    """The record is to blame, or the moment, or the route, or nobody knows."""
    [answer] = read(status, body)

    assert answer.status == fate
    assert answer.is_closed == (status in (301, 403, 404, 405, 415))
    assert str(status) in answer.reason


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_batch_refused_for_its_content_is_to_be_sent_apart(status):
    """One bad record must not condemn the others."""
    answers = read(status, {"message": "bad"}, 3)

    assert [(answer.status, answer.is_shared) for answer in answers] == [("returned", True)] * 3


@pytest.mark.parametrize(
    "body",
    [
        {"offsets": []},
        {"offsets": [STORED, STORED]},
        {"offsets": None},
        {},
        [],
        None,
        {"offsets": [{"partition": 0, "offset": -1}]},
        {"offsets": [{"partition": None, "offset": None}]},
        {"offsets": [{"partition": "zero", "offset": 1}]},
    ],
)
def test_a_200_without_an_offset_for_the_record_proves_nothing(body):
    """It is unknown, never acknowledged."""
    assert [answer.status for answer in read(200, body)] == ["unknown"]


def test_older_proxies_answer_422_with_an_entry_for_each_record():
    """The entries count, not the status."""
    answers = read(422, {"offsets": [{"partition": 0, "offset": 3}, {"error_code": 1, "error": "large"}]}, 2)

    assert [answer.status for answer in answers] == ["acked", "dead"]


@given(status=st.integers(100, 599), body=st.binary(max_size=60), count=st.integers(1, 5))
def test_any_answer_gives_each_record_a_fate(status, body, count):
    """Whatever stands between us and the proxy may say whatever it likes; none of it is an acknowledgement."""
    answers = read_produced(status, body, count)

    assert len(answers) == count
    assert all(answer.status in ("unknown", "returned", "dead") for answer in answers)
