"""The REST proxy's routes over fakes: which answer each request gets."""

from __future__ import annotations

import asyncio
import json

import pytest
from proxy_fakes import BINARY, JSON, FakeMetadata, FakeProducer, call, post, rest_app, scope_of

from corkboard_proxy.limits import Limits

ONE = b'{"records":[{"value":{"index": 7528}}]}'


def _get(path, *headers, method="GET", body=b""):
    async def run():
        return await call(rest_app(FakeProducer()), scope_of(method, path, *headers), body)

    return asyncio.run(run())


def _error(answer):
    content = json.loads(answer.body)
    assert set(content) == {"error_code", "message"}
    return answer.status, content["error_code"]


def test_a_posted_record_is_produced_and_its_place_returned():
    """The whole point."""
    answer, producer = post(ONE)

    assert answer.status == 200
    assert json.loads(answer.body)["offsets"][0]["offset"] == 0
    assert producer.sent == [("pins", None, b'{"index":7528}', None)]


def test_a_trailing_slash_makes_no_difference():
    """Clients differ."""
    answer, producer = post(ONE, topic="pins/")

    assert answer.status == 200
    assert producer.sent[0][0] == "pins"


def test_an_unknown_topic_is_refused_at_once():
    """The metadata is looked up once more, and nothing is sent."""
    metadata = FakeMetadata({"pins": 1})
    answer, producer = post(ONE, topic="nope", metadata=metadata)

    assert _error(answer) == (404, 40401)
    assert metadata.looks == 1
    assert producer.sent == []


def test_a_topic_created_a_moment_ago_works():
    """It is looked for again before it is called unknown."""
    answer, _ = post(ONE, topic="new", metadata=FakeMetadata({}, later={"new": 1}))

    assert answer.status == 200


def test_a_topic_that_is_known_is_not_looked_up():
    """The fast path asks nobody."""
    metadata = FakeMetadata({"pins": 1})
    post(ONE, metadata=metadata)

    assert metadata.looks == 0


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (ONE, ((b"Content-Type", b"application/json"),), (415, 415)),
        (ONE, ((b"Content-Type", b"application/vnd.kafka.avro.v2+json"),), (422, 42206)),
        (ONE, (JSON, (b"Accept", b"text/html")), (406, 406)),
        (b"{", (JSON,), (400, 400)),
        (ONE, (BINARY,), (400, 400)),
        (b"x" * 2000, (JSON,), (413, 413)),
        (b'{"records":[{"value":1e999}]}', (BINARY,), (400, 400)),
        (b'{"records":[{"key":%s}]}' % (b"9" * 900), (BINARY,), (400, 400)),
        (b'{"records":[{"partition":%s}]}' % (b"9" * 900), (JSON,), (422, 422)),
    ],
    ids=["type", "schema", "accept", "malformed", "base64", "size", "infinite", "digits", "partition"],
)
def test_a_request_that_cannot_be_done_is_answered_with_its_row_of_the_table(body, headers, expected):
    """And nothing of it is sent."""
    answer, producer = post(body, *headers, limits=Limits(body_bytes=1000))

    assert _error(answer) == expected
    assert producer.sent == []


def test_plain_json_is_binary_where_the_switch_says_so():
    """Karapace's reading."""
    answer, producer = post(b'{"records":[{"value":"AAE"}]}', (b"accept", b"*/*"), plain_is_binary=True)

    assert answer.status == 200
    assert producer.sent[0][2] == b"\x00\x01"


@pytest.mark.parametrize(("path", "expected"), [(1, 1), (2, 2)])
def test_the_paths_partition_is_used_unless_the_record_names_its_own(path, expected):
    """A record's own partition wins."""
    producer = FakeProducer()
    body = b'{"records":[{"value":1},{"value":2,"partition":0}]}'

    async def run():
        return await call(rest_app(producer), scope_of("POST", f"/topics/pins/partitions/{path}", JSON), body)

    assert asyncio.run(run()).status == 200
    assert [partition for *_, partition in producer.sent] == [expected, 0]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nope", (404, 404)),
        ("GET", "/topics/nope", (404, 40403)),
        ("GET", "/topics/nope/partitions", (404, 40403)),
        ("GET", "/topics/pins/partitions/9", (404, 40402)),
        ("GET", "/topics/pins/partitions/9/offsets", (404, 40402)),
        ("GET", "/topics/pins/partitions/x", (404, 404)),
        ("GET", "/topics/pins/partitions/-1", (404, 404)),
        ("GET", f"/topics/pins/partitions/{'9' * 5000}", (404, 404)),
        ("GET", f"/topics/pins/partitions/{'9' * 5000}/offsets", (404, 404)),
        ("GET", "/topics/pins/partitions/2147483648/offsets", (404, 40402)),
        ("DELETE", "/topics/pins", (405, 405)),
        ("POST", "/consumers/g", (501, 501)),
        ("GET", "/v3/clusters", (501, 501)),
    ],
)
def test_a_route_that_leads_nowhere_says_so(method, path, expected):
    """The table's rows for look-ups."""
    assert _error(_get(path, method=method)) == expected


@pytest.mark.parametrize(
    ("partition", "expected"),
    [("9", (404, 40402)), ("2147483648", (404, 40402)), ("9" * 20, (404, 404)), ("9" * 5000, (404, 404))],
    ids=["absent", "long", "longer", "endless"],
)
def test_producing_to_a_partition_that_is_not_there_is_refused(partition, expected):
    """By the path it is the request's mistake; what no Java integer holds is no route, as for Confluent."""
    answer = _get(f"/topics/pins/partitions/{partition}", JSON, method="POST", body=ONE)

    assert _error(answer) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", {}),
        ("/brokers", {"brokers": [1]}),
        ("/topics", ["pins"]),
        ("/topics/", ["pins"]),
        (
            "/topics/pins/partitions/0",
            {"partition": 0, "leader": 1, "replicas": [{"broker": 1, "leader": True, "in_sync": True}]},
        ),
    ],
)
def test_a_look_up_has_confluents_shape(path, expected):
    """Bodies and media type."""
    answer = _get(path)

    assert answer.status == 200
    assert json.loads(answer.body) == expected
    assert (b"content-type", b"application/vnd.kafka.v2+json") in answer.headers


def test_the_metrics_count_requests_and_records():
    """Prometheus sees what was answered."""

    async def run():
        application = rest_app(FakeProducer())
        await call(application, scope_of("POST", "/topics/pins", JSON), ONE)
        return await call(application, scope_of("GET", "/metrics"))

    page = asyncio.run(run()).body.decode()

    assert 'corkboard_proxy_requests_total{route="produce",status="200"} 1.0' in page
    assert 'corkboard_proxy_records_total{fate="stored"} 1.0' in page


def test_what_nobody_foresaw_is_a_500_without_a_trace():
    """The client learns nothing of the inside."""
    answer, _ = post(ONE, producer=FakeProducer(raises={0: RuntimeError("secret of the house")}))

    assert _error(answer) == (500, 500)
    assert b"secret" not in answer.body
