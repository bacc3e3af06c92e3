"""Records reach Kafka as they were sent, through either port."""

from __future__ import annotations

import base64
import uuid

import pytest
from proxy_process import BINARY

PLACE = {"partition": 0, "error_code": None, "error": None}
MURMUR2 = {"21": -973932308, "foobar": -790332482, "abc": 479470107}  # from Kafka's own tests
SPACED = b"""{ "records": [
    {"value": {"index": 7528, "b": [1.10, 12345678901234567890123456789], "a": "x, y", "a": "\\u00e9 \xc3\xa9"}},
    {"key": "k", "value": ""}, {"key": {"id": 1}, "value": null}, {"value": 0} ] }"""


@pytest.mark.parametrize(("prefix", "gateway"), [("", False), ("/prod", True)], ids=["rest", "gateway"])
def test_json_values_keep_their_bytes(proxy, broker, topic, prefix, gateway):
    """Order, repeated members, every digit; keys are JSON, null is Kafka's null."""
    reply = proxy.ask("POST", f"{prefix}/topics/{topic}", SPACED, gateway=gateway)

    assert reply.status == 200
    offsets = [{**PLACE, "offset": number} for number in range(4)]
    assert reply.body == {"offsets": offsets, "key_schema_id": None, "value_schema_id": None}
    first = '{"index":7528,"b":[1.10,12345678901234567890123456789],"a":"x, y","a":"\\u00e9 é"}'
    expected = [(None, first.encode()), (b'"k"', b'""'), (b'{"id":1}', None), (None, b"0")]
    assert broker.read(topic) == expected


def test_binary_values_are_any_bytes(proxy, broker, topic):
    """Empty ones too."""
    values = [bytes(range(256)), b"", b"\x00"]
    records = [{"key": "AA==", "value": base64.b64encode(value).decode()} for value in values]

    assert proxy.post(topic, *records, kind=BINARY).status == 200
    assert broker.read(topic) == [(b"\x00", value) for value in values]


def test_a_key_goes_where_a_java_client_sends_it(proxy, make_topic):
    """murmur2, so that both kinds of producers keep a key's order."""
    topic = make_topic(partitions=3)
    records = [{"key": base64.b64encode(key.encode()).decode(), "value": ""} for key in MURMUR2]
    reply = proxy.post(topic, *records, kind=BINARY)

    expected = [(hashed & 0x7FFFFFFF) % 3 for hashed in MURMUR2.values()]
    assert [entry["partition"] for entry in reply.body["offsets"]] == expected


def test_records_of_one_request_may_fail_alone(proxy, broker, make_topic):
    """A partition that is not there, a record that is too large; the others are stored."""
    topic = make_topic(partitions=2)
    reply = proxy.post(
        topic,
        {"value": 1, "partition": 1},
        {"value": 2, "partition": 7},
        {"value": "x" * 300_000, "partition": 1},
        {"value": 4, "partition": 1},
    )

    assert reply.status == 200
    assert [entry["error_code"] for entry in reply.body["offsets"]] == [None, 50003, 50002, None]
    assert [entry["offset"] for entry in reply.body["offsets"]] == [0, None, None, 1]
    assert all(entry["error"] for entry in reply.body["offsets"][1:3])
    assert broker.read(topic, 1) == [(None, b"1"), (None, b"4")]


def test_a_partition_in_the_path_is_used(proxy, broker, make_topic):
    """And one that is not there is the request's mistake."""
    topic = make_topic(partitions=3)
    reply = proxy.ask("POST", f"/topics/{topic}/partitions/2", {"records": [{"value": 1}]})
    missing = proxy.ask("POST", f"/topics/{topic}/partitions/3", {"records": [{"value": 1}]})

    assert reply.body["offsets"] == [{**PLACE, "partition": 2, "offset": 0}]
    assert (missing.status, missing.body["error_code"]) == (404, 40402)
    assert broker.read(topic, 2) == [(None, b"1")]


def test_an_unknown_topic_is_refused_and_works_once_it_is_there(proxy, make_topic):
    """No waiting in either case."""
    unknown = proxy.post(f"test-{uuid.uuid4().hex}", {"value": 1})
    created = proxy.post(make_topic(), {"value": 1})

    assert (unknown.status, unknown.body["error_code"]) == (404, 40401)
    assert created.status == 200


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(proxy, broker, topic):
    """413 says what the limit is, and the answer arrives although the body was not wanted."""
    frame = len(b'{"records":[{}]}')
    fits = b'{"records":[{}' + b" " * (1_048_576 - frame) + b"]}"
    reply = proxy.ask("POST", f"/topics/{topic}", fits)
    refused = proxy.ask("POST", f"/topics/{topic}", fits + b" ")
    huge = proxy.ask("POST", f"/topics/{topic}", b" " * 30_000_000)

    assert reply.status == 200
    assert (refused.status, refused.body["error_code"]) == (413, 413)
    assert "1048576 bytes" in refused.body["message"]
    assert huge.status == 413
    assert broker.read(topic) == [(None, None)]


def test_the_gateway_refuses_what_is_too_long_for_it(proxy, topic):
    """Ten megabytes, as AWS."""
    reply = proxy.ask("POST", f"/prod/topics/{topic}", b" " * (10 * 1024 * 1024 + 1), gateway=True)

    assert (reply.status, reply.body) == (413, {"message": "Request Too Long"})
