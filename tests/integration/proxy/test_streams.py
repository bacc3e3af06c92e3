"""The stream routes of a real stack: gateway, emulator, and what is in the stream afterwards."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from proxy_process import ask
from schemathesis.checks import not_a_server_error
from test_contract import PACKAGE

from corkboard import clients

CLIENTS = 32
LARGEST = 1024 * 1024
EXAMPLES = hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def _streams_only():
    """Return our own definition without what needs Kafka, and without creating streams of any size."""
    document = yaml.safe_load((PACKAGE / "api.yaml").read_text())
    paths = {path: operations for path, operations in document["paths"].items() if "topics" not in path}
    paths["/streams/{stream-name}"].pop("post")
    return {**document, "paths": paths}


streams_api = schemathesis.openapi.from_dict(_streams_only())


@pytest.fixture(scope="module")
def kinesis(settings):
    """Return a client of the stack's emulator."""
    return clients.kinesis(settings)


@pytest.fixture(scope="module")
def api(settings):
    """Return a caller of the stack's gateway: method, path below the stage, body."""

    def call(method, path, body=None, **options):
        return ask(settings.gateway.port, method, f"/{settings.gateway.stage}{path}", body, **options)

    return call


@pytest.fixture
def stream(kinesis):
    """Return a stream of two shards, removed at the end."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    kinesis.create_stream(StreamName=name, ShardCount=2)
    yield name
    kinesis.delete_stream(StreamName=name)


def _read(kinesis, stream):
    """Return every record by shard and sequence number: partition key and data."""
    found = {}
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        start = {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = kinesis.get_shard_iterator(StreamName=stream, **start)["ShardIterator"]
        while records := (page := kinesis.get_records(ShardIterator=iterator))["Records"]:
            iterator = page["NextShardIterator"]
            for record in records:
                place = (shard["ShardId"], record["SequenceNumber"])
                found[place] = (record["PartitionKey"], record["Data"])
    return found


def _place(members):
    return members["ShardId"], members["SequenceNumber"]


def test_a_stream_is_created_described_listed_and_deleted(api):
    """Through the gateway alone."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    created = api("POST", f"/streams/{name}", {"ShardCount": 3})
    described = api("GET", f"/streams/{name}")
    listed = api("GET", "/streams")
    deleted = api("DELETE", f"/streams/{name}")
    gone = api("GET", f"/streams/{name}")

    assert [reply.status for reply in (created, described, listed, deleted)] == [200] * 4
    assert described.body["StreamDescription"]["StreamName"] == name
    assert len(described.body["StreamDescription"]["Shards"]) == 3
    assert name in listed.body["StreamNames"]
    missing = f"Stream {name} under account 000000000000 not found."
    assert (gone.status, gone.body) == (400, {"__type": "ResourceNotFoundException", "message": missing})


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        ("hello", b'"hello"'),
        ({"b": 1.5, "a": ["x, y", None, True]}, b'{"b":1.5,"a":["x, y",null,true]}'),
        ("", b'""'),
        ("\U0001f4cc é", '"\U0001f4cc é"'.encode()),
        ("x" * 500_000, b'"' + b"x" * 500_000 + b'"'),
    ],
    ids=["text", "object", "empty", "four-bytes", "long"],
)
def test_a_record_arrives_as_its_json(api, kinesis, stream, data, stored):
    """A string with its quotes; the answer is its place and nothing else; the path's stream wins."""
    reply = api(
        "PUT", f"/streams/{stream}/record", {"StreamName": "other", "Data": data, "PartitionKey": "k"}
    )

    assert (reply.status, set(reply.body)) == (200, {"ShardId", "SequenceNumber"})
    assert reply.headers["content-type"] == "application/json"
    assert _read(kinesis, stream) == {_place(reply.body): ("k", stored)}


def test_a_record_without_data_is_two_quotes(api, kinesis, stream):
    """As on AWS, answered 200."""
    reply = api("PUT", f"/streams/{stream}/record", {"PartitionKey": "k"})

    assert reply.status == 200
    assert list(_read(kinesis, stream).values()) == [("k", b'""')]


def test_many_records_that_are_no_strings_arrive_as_their_json(api, kinesis, stream):
    """The same bytes as one at a time."""
    records = [{"data": {"b": 1.5, "a": "x, y"}, "partition-key": "k0"}, {"data": 7, "partition-key": "k1"}]
    reply = api("PUT", f"/streams/{stream}/records", {"records": records})

    stored = _read(kinesis, stream)
    assert reply.status == 200
    expected = [("k0", b'{"b":1.5,"a":"x, y"}'), ("k1", b"7")]
    assert [stored[_place(entry)] for entry in reply.body["Records"]] == expected


def test_many_records_arrive_as_their_text(api, kinesis, stream):
    """Without quotes, as in AWS' guide; each has its own place, and success has no error members."""
    records = [{"data": f"é {number}", "partition-key": f"k{number}"} for number in range(50)]
    reply = api("PUT", f"/streams/{stream}/records", {"records": records})

    assert (reply.status, set(reply.body)) == (200, {"FailedRecordCount", "Records"})
    assert reply.body["FailedRecordCount"] == 0
    assert {frozenset(entry) for entry in reply.body["Records"]} == {frozenset({"ShardId", "SequenceNumber"})}
    stored = _read(kinesis, stream)
    expected = [(f"k{number}", f"é {number}".encode()) for number in range(50)]
    assert [stored[_place(entry)] for entry in reply.body["Records"]] == expected


def test_concurrent_puts_each_get_the_place_of_their_own_record(api, kinesis, stream):
    """They share calls; nobody gets another's place."""

    def put(number):
        return api("PUT", f"/streams/{stream}/record", {"Data": number, "PartitionKey": f"k{number % 7}"})

    with ThreadPoolExecutor(CLIENTS) as pool:
        replies = list(pool.map(put, range(400)))

    stored = _read(kinesis, stream)
    assert {reply.status for reply in replies} == {200}
    assert len(stored) == 400
    expected = [(f"k{number % 7}", str(number).encode()) for number in range(400)]
    assert [stored[_place(reply.body)] for reply in replies] == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Data": "x" * LARGEST, "PartitionKey": "k"}, "ValidationException"),
        ({"Data": "x", "PartitionKey": "k" * 257}, "ValidationException"),
        ({"Data": "x", "PartitionKey": None}, "ValidationException"),
        ({"Data": "x", "PartitionKey": 'a"b'}, "SerializationException"),
    ],
    ids=["too-large", "long-key", "no-key", "quote"],
)
def test_what_kinesis_refuses_is_a_400_in_its_words(api, kinesis, stream, body, code):
    """And nothing is stored."""
    reply = api("PUT", f"/streams/{stream}/record", body)

    assert (reply.status, reply.body["__type"]) == (400, code)
    assert _read(kinesis, stream) == {}


def test_a_missing_stream_is_a_400(api):
    """Told to each caller, alone or among others."""
    with ThreadPoolExecutor(4) as pool:
        replies = list(
            pool.map(lambda n: api("PUT", "/streams/nope/record", {"PartitionKey": f"k{n}"}), range(8))
        )

    assert {(reply.status, reply.body["__type"]) for reply in replies} == {(400, "ResourceNotFoundException")}


@pytest.mark.parametrize(
    ("body", "options", "status", "answer"),
    [
        (b'{"Data":', {}, 400, {"message": "Invalid request body"}),
        (b'{"Data":1}', {}, 400, {"message": "Invalid request body"}),
        (b"x", {"kind": "text/plain"}, 415, {"message": "Unsupported Media Type"}),
        (b" " * (10 * LARGEST + 1), {}, 413, {"message": "Request Too Long"}),
    ],
)
def test_a_bad_request_is_refused_in_the_gateways_words(api, stream, body, options, status, answer):
    """With the type of the error and the gateway's identities."""
    reply = api("PUT", f"/streams/{stream}/record", body, **options)

    assert (reply.status, reply.body) == (status, answer)
    assert {"x-amzn-errortype", "x-amzn-requestid", "x-amz-apigw-id"} <= set(reply.headers)


@streams_api.parametrize()
@EXAMPLES
def test_nothing_sent_to_the_stream_routes_ends_in_a_5xx(case, settings):
    """Whatever the name and the body."""
    case.validate_response(
        case.call(base_url=f"{settings.gateway.url}/{settings.gateway.stage}"), checks=[not_a_server_error]
    )


def test_the_proxy_counts_its_puts(api, settings, stream):
    """For Prometheus: calls, and the records in them."""
    api("PUT", f"/streams/{stream}/record", {"Data": json.dumps(1), "PartitionKey": "k"})
    page = ask(settings.rest.port, "GET", "/metrics").body.decode()
    counts = dict(line.rsplit(" ", 1) for line in page.splitlines() if line.startswith("corkboard_proxy_put"))

    assert float(counts["corkboard_proxy_put_records_total"]) >= 1
    assert float(counts["corkboard_proxy_put_calls_total"]) >= 1
    assert "corkboard_proxy_repeated_puts_total" in page
