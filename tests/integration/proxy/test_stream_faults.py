"""Kinesis fails in ways an emulator does not: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import asyncio
import json
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from faulty_kinesis import FaultyKinesis
from proxy_process import Proxy

from corkboard.settings import load

CLIENTS = 24


@pytest.fixture(scope="module")
def endpoint():
    """Return a Kinesis endpoint that can be told to fail."""
    with FaultyKinesis() as running:
        yield running


@pytest.fixture
def kinesis(endpoint):
    """Return it as if it were new."""
    endpoint.reset()
    return endpoint


@pytest.fixture(scope="module")
def make_gateway(tmp_path_factory):
    """Return a factory of gateways in front of an endpoint; there is no Kafka behind their other routes."""
    made = []

    def make(url, *arguments, **environment):
        folder = tmp_path_factory.mktemp("gateway")
        own = {"kafka": {"bootstrap_servers": "127.0.0.1:9"}, "aws": {"endpoint_url": url}}
        settings = load({"home": folder, **own}, environ={})
        made.append(Proxy(settings, folder, arguments=arguments, environment=environment))
        return made[-1]

    yield make
    for gateway in made:
        gateway.end()


@pytest.fixture(scope="module")
def gateway(make_gateway, endpoint):
    """Return a gateway in front of the endpoint."""
    return make_gateway(endpoint.url)


def _put(gateway, number, key="k"):
    body = {"Data": number, "PartitionKey": key}
    return gateway.ask("PUT", "/prod/streams/s/record", body, kind="application/json", gateway=True)


def _put_many(gateway, count, keys=8):
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(lambda number: _put(gateway, number, f"k{number % keys}"), range(count)))


def test_a_third_of_the_records_throttled_is_nothing_the_callers_see(gateway, kinesis):
    """Each is stored once, and its place is its own."""
    kinesis.throttled = 0.3
    replies = _put_many(gateway, 300)

    assert {reply.status for reply in replies} == {200}
    places = [int(reply.body["SequenceNumber"]) for reply in replies]
    assert [kinesis.stored[place - 1] for place in places] == [(f"k{n % 8}", str(n)) for n in range(300)]
    assert len(kinesis.stored) == 300


def test_a_lost_connection_is_a_504_and_its_record_is_stored_once(gateway, kinesis):
    """The outcome is unknown, so it is not tried again."""
    _put(gateway, 0)
    kinesis.cuts = 1
    lost, after = _put(gateway, 1), _put(gateway, 2)

    assert (lost.status, lost.body, after.status) == (504, {"message": "Internal server error"}, 200)
    assert [text for _, text in kinesis.stored] == ["0", "1", "2"]
    assert "outcome unknown" in gateway.log.read_text()


def test_two_seconds_of_latency_delay_and_lose_nothing(gateway, kinesis):
    """Calls of different keys go side by side."""
    kinesis.latency_s = 2.0
    replies = _put_many(gateway, 48, keys=48)

    assert {reply.status for reply in replies} == {200}
    assert sorted(int(text) for _, text in kinesis.stored) == list(range(48))


def test_an_endpoint_that_is_away_for_a_moment_delays_only(make_gateway):
    """What was never sent is sent when it is there."""
    kinesis = FaultyKinesis()
    gateway = make_gateway(kinesis.url)
    with ThreadPoolExecutor(1) as pool:
        putting = pool.submit(_put, gateway, 0)
        gateway.wait_until(lambda: b"repeated_puts_total 0.0" not in gateway.ask("GET", "/metrics").body, 10)
        with kinesis:
            reply = putting.result(20)

    assert reply.status == 200
    assert kinesis.stored == [("k", "0")]


async def _put_until_closed(port, client, acknowledged):
    """Put on one connection until the gateway closes it, which it may do only between two requests."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(100_000):
        body = json.dumps({"Data": f"{client}-{number}", "PartitionKey": f"k{client}"}).encode()
        writer.write(b"PUT /prod/streams/s/record HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        answer = await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
        assert head.startswith("http/1.1 200"), answer
        acknowledged.append((int(json.loads(answer)["SequenceNumber"]), f'"{client}-{number}"'))
        if "connection: close" in head:
            writer.close()
            return


def test_a_stop_under_load_answers_every_put(make_gateway, kinesis):
    """What was begun is finished, and the exit is clean."""
    gateway, acknowledged = make_gateway(kinesis.url), []
    kinesis.throttled, kinesis.latency_s = 0.1, 0.05

    async def run():
        putting = [
            asyncio.create_task(_put_until_closed(gateway.gateway, client, acknowledged))
            for client in range(CLIENTS)
        ]
        async with asyncio.timeout(30):
            while len(acknowledged) <= 2 * CLIENTS:  # noqa: ASYNC110 - only the answers tell
                await asyncio.sleep(0.05)
        gateway.child.send_signal(signal.SIGTERM)
        await asyncio.wait_for(asyncio.gather(*putting), 20)

    asyncio.run(run())

    assert gateway.child.wait(10) == 0
    assert len(acknowledged) > CLIENTS
    assert [text for place, text in acknowledged if kinesis.stored[place - 1][1] != text] == []
    assert len(kinesis.stored) == len(acknowledged)


MINE = """
openapi: 3.0.1
components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
paths:
  /here:
    get:
      security: [{key: []}]
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default: {statusCode: "200", responseTemplates: {application/json: '"$context.stage $stageVariables.who"'}}
  /put/{stream}:
    put:
      x-amazon-apigateway-integration:
        type: aws
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord
        requestTemplates:
          application/json: |
            #set($data = $util.base64Encode($input.body))
            {"StreamName": "$input.params('stream')", "PartitionKey": "mine", "Data": "$data"}
        responses: {default: {statusCode: "201"}}
x-amazon-apigateway-policy: {}
"""


def test_a_users_own_definition_is_served(make_gateway, kinesis, tmp_path):
    """With its stage, its variables and its key, which is in no command line."""
    (tmp_path / "mine.yaml").write_text(MINE)
    (tmp_path / "key").write_text("from-a-file\n")
    options = ["--definition", str(tmp_path / "mine.yaml"), "--stage", "mine", "--stage-variable", "who=me"]
    keys = ["--api-key", "env:MY_KEY", "--api-key", f"file:{tmp_path / 'key'}"]
    gateway = make_gateway(kinesis.url, *options, *keys, MY_KEY="from-a-variable")

    closed = gateway.ask("GET", "/mine/here", gateway=True)
    opened = [
        gateway.ask_with_key("/mine/here", key) for key in ("from-a-variable", "from-a-file", "env:MY_KEY")
    ]
    put = gateway.ask("PUT", "/mine/put/s", b'{"a": 1}', kind="application/json", gateway=True)

    assert (closed.status, closed.body) == (403, {"message": "Forbidden"})
    assert [(reply.status, reply.body) for reply in opened[:2]] == [(200, "mine me")] * 2
    assert (opened[2].status, put.status) == (403, 201)
    assert kinesis.stored == [("mine", '{"a": 1}')]
    assert "x-amazon-apigateway-policy" in gateway.log.read_text()
