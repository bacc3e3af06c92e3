"""What became of each record, in Confluent's shape."""

from __future__ import annotations

import json

import pytest

from corkboard_proxy.rest.reports import Refused, produce_answer

EMPTY = {"key_schema_id": None, "value_schema_id": None}


def test_every_record_has_its_place_with_all_four_members():
    """The nulls are there, as clients expect."""
    answer = produce_answer([(0, 12), (2, 0)], 0)

    assert answer.status == 200
    assert answer.media_type == b"application/vnd.kafka.v2+json"
    places = [
        {"partition": 0, "offset": 12, "error_code": None, "error": None},
        {"partition": 2, "offset": 0, "error_code": None, "error": None},
    ]
    assert json.loads(answer.body) == {"offsets": places, **EMPTY}


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("_MSG_TIMED_OUT", 50003, 200),
        ("NOT_ENOUGH_REPLICAS", 50003, 200),
        ("_UNKNOWN_PARTITION", 50003, 200),
        ("_PURGE_INFLIGHT", 50003, 200),
        ("MSG_SIZE_TOO_LARGE", 50002, 200),
        ("SOMETHING_NEW", 50002, 200),
        ("SASL_AUTHENTICATION_FAILED", 40101, 401),
        ("TOPIC_AUTHORIZATION_FAILED", 40301, 403),
    ],
)
def test_a_refused_record_says_why_in_its_place(name, code, status):
    """The request stays 200, unless the broker did not know or did not let us."""
    answer = produce_answer([(0, 7), Refused(name, 'no "luck"')], 1)

    assert answer.status == status
    failed = {"partition": None, "offset": None, "error_code": code, "error": 'no "luck"'}
    assert json.loads(answer.body)["offsets"][1] == failed
    assert json.loads(answer.body)["offsets"][0]["offset"] == 7
