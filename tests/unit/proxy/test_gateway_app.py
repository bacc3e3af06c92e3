"""The gateway's answers: its own, those of a backend in this process, and those over the network."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from mirrors import mirror_of
from proxy_fakes import JSON, FakeProducer, call, rest_app, scope_of
from proxy_ports import open_port

from corkboard.errors import UsageError
from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.gateway.app import GatewayApp
from corkboard_proxy.gateway.definition import Integration, Route
from corkboard_proxy.gateway.fetch import Fetcher
from corkboard_proxy.gateway.http_proxy import HttpProxy
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts

ONE = b'{"records":[{"value":1}]}'
MAPPED = {"integration.request.path.proxy": "method.request.path.proxy"}


def _gateway(authority, local=None, timeout_s=29.0):
    uri = f"http://{authority}/topics/{{proxy}}"
    integration = Integration("http_proxy", uri, parameters=MAPPED, timeout_s=timeout_s)
    fetcher = Fetcher()
    proxy = HttpProxy(fetcher, {}, local or {})
    routes = [Route("ANY", "/topics/{proxy+}", integration)]
    app = GatewayApp(
        routes, {"http_proxy": proxy}, stage="prod", limits=Limits(body_bytes=5000), counts=Counts()
    )
    return app, fetcher


def _in_process(method, path, *headers, body=b""):
    async def run():
        app, _ = _gateway("rest:1", {"rest:1": rest_app(FakeProducer(), limits=Limits(body_bytes=1000))})
        return await call(app, scope_of(method, path, *headers), body)

    return asyncio.run(run())


def _header(answer, name):
    return {key.lower(): value for key, value in answer.headers}.get(name)


def test_a_post_reaches_the_rest_proxy_and_its_answer_comes_back():
    """With the gateway's identities and the backend's own headers renamed."""
    answer = _in_process("POST", "/prod/topics/pins", JSON, body=ONE)

    assert answer.status == 200
    assert json.loads(answer.body)["offsets"][0]["offset"] == 0
    assert _header(answer, b"content-type") == b"application/vnd.kafka.v2+json"
    assert _header(answer, b"x-amzn-remapped-content-length") == b"%d" % len(answer.body)
    assert _header(answer, b"x-amzn-remapped-date").endswith(b"GMT")
    assert re.fullmatch(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", _header(answer, b"x-amzn-requestid"))
    assert len(_header(answer, b"x-amz-apigw-id")) == 16


@pytest.mark.parametrize(
    ("method", "path", "status", "kind", "text"),
    [
        (
            "GET",
            "/prod/nope",
            403,
            b"MissingAuthenticationTokenException",
            '{"message":"Missing Authentication Token"}',
        ),
        (
            "GET",
            "/prod",
            403,
            b"MissingAuthenticationTokenException",
            '{"message":"Missing Authentication Token"}',
        ),
        ("GET", "/other/topics/pins", 403, b"ForbiddenException", '{"message":"Forbidden"}'),
        ("GET", "/production/topics/pins", 403, b"ForbiddenException", '{"message":"Forbidden"}'),
    ],
)
def test_a_request_without_a_route_is_a_403(method, path, status, kind, text):
    """In AWS's words and type."""
    answer = _in_process(method, path)

    assert (answer.status, answer.body.decode()) == (status, text)
    assert _header(answer, b"x-amzn-errortype") == kind


def test_a_body_over_the_gateways_limit_is_a_413_of_the_gateway():
    """Between the two limits it is the REST proxy's own."""
    too_long = _in_process("POST", "/prod/topics/pins", JSON, body=b"x" * 5001)
    long = _in_process("POST", "/prod/topics/pins", JSON, body=b"x" * 1001)

    assert (too_long.status, too_long.body) == (413, b'{"message":"Request Too Long"}')
    assert _header(too_long, b"x-amzn-errortype") == b"RequestTooLargeException"
    assert (long.status, json.loads(long.body)["error_code"]) == (413, 413)


def test_the_rest_proxys_errors_pass_unchanged():
    """The gateway has no opinion on them."""
    answer = _in_process("POST", "/prod/topics/nope", JSON, body=ONE)

    assert (answer.status, json.loads(answer.body)["error_code"]) == (404, 40401)
    assert _header(answer, b"x-amzn-errortype") is None


def test_the_stage_has_awss_own_health_address():
    """/ping answers on every API."""
    assert _in_process("GET", "/ping").body == b"healthy"


def _over_network(application, *headers, timeout_s=29.0, path="/prod/topics/a%2Fb%20c", query=b"x=%20&y"):
    async def run():
        async with open_port(application, Limits()) as (_, port):
            app, fetcher = _gateway(f"127.0.0.1:{port}", timeout_s=timeout_s)
            try:
                return await call(app, scope_of("POST", path, *headers, query=query), ONE)
            finally:
                await fetcher.close()

    return asyncio.run(run())


def test_over_the_network_the_request_passes_as_it_was_encoded():
    """Path, query, body and the caller's own headers; nothing is added that the caller did not send."""
    mirror = mirror_of((b"server", b"mirror"), status_of=lambda _: 201)
    answer = _over_network(mirror, JSON, (b"Via", b"1.1 x"))
    seen = json.loads(answer.body)

    assert answer.status == 201
    assert (seen["method"], seen["path"], seen["query"]) == ("POST", "/topics/a%2Fb%20c", "x=%20&y")
    assert seen["body"] == ONE.decode()
    assert set(seen["headers"]) == {"host", "content-type", "content-length", "x-amzn-apigateway-api-id"}
    assert _header(answer, b"x-amzn-remapped-server") == b"mirror"


async def stall(scope, receive, send):
    """Never answer in time."""
    await asyncio.sleep(1)
    await send_answer(Answer(200), send)


def test_a_backend_that_takes_too_long_is_a_504():
    """The integration's own time counts."""
    answer = _over_network(stall, timeout_s=0.05)

    assert (answer.status, answer.body) == (504, b'{"message": "Endpoint request timed out"}')
    assert _header(answer, b"x-amzn-errortype") == b"InternalServerErrorException"


def test_requests_that_kafka_answers_too_late_do_not_fill_the_queue_for_ever():
    """Each is a 504 while the broker is silent; once it reports, the next is served."""
    producer = FakeProducer(silent=True)
    full = Limits(queued_records=2)

    async def run():
        app, _ = _gateway("rest:1", {"rest:1": rest_app(producer, limits=full)}, timeout_s=0.05)
        ask = lambda: call(app, scope_of("POST", "/prod/topics/pins", JSON), ONE)  # noqa: E731
        late = [(await ask()).status for _ in range(3)]
        producer.silent = False
        async with asyncio.timeout(5):
            while (answer := await ask()).status == 429:  # noqa: ASYNC110 - only an answer tells
                await asyncio.sleep(0.01)
        return late, answer.status

    assert asyncio.run(run()) == ([504, 504, 429], 200)


def test_a_backend_that_is_not_there_is_a_504():
    """AWS has no 502 by default."""

    async def run():
        app, fetcher = _gateway("127.0.0.1:1")
        answer = await call(app, scope_of("POST", "/prod/topics/a"), ONE)
        await fetcher.close()
        return answer

    answer = asyncio.run(run())

    assert (answer.status, answer.body) == (504, b'{"message": "Internal server error"}')


def test_an_integration_that_is_not_served_is_refused_at_start():
    """By name, not when the first request comes."""
    routes = [Route("PUT", "/streams/{s}", Integration("aws_proxy"))]

    with pytest.raises(UsageError, match="type aws_proxy are not served"):
        GatewayApp(
            routes,
            {"http_proxy": HttpProxy(Fetcher(), {}, {})},
            stage="prod",
            limits=Limits(),
            counts=Counts(),
        )
