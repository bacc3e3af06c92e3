"""HTTP integrations: what the backend is sent, and what the caller gets of its answer."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from gateway_fakes import BY_STATUS, api_of, header_of, mapped
from mirrors import mirror_of
from proxy_fakes import call, scope_of
from proxy_ports import open_port

from corkboard_proxy.gateway.fetch import Fetcher
from corkboard_proxy.gateway.http import Http
from corkboard_proxy.limits import Limits

JSON = (b"content-type", b"application/json")
DEFAULT = {"responses": {"default": {"statusCode": "200"}}}


def _status_of(path):
    return int(re.sub(r"\D", "", path)[:3] or 200)


def _http(path="/200", *headers, method="POST", query=b"", body=b'{"a": 1}', **content):
    """Return the answer of an HTTP integration with a mirror behind it, whose path says the status."""
    mirror = mirror_of((b"x-mine", b"m"), status_of=_status_of)

    async def run():
        async with open_port(mirror, Limits()) as (_, port):
            fetcher = Fetcher()
            operation = mapped("http", f"http://127.0.0.1:{port}{path}", **content)
            app = api_of({"/a/{id}": {"post": operation}}, {"http": Http(fetcher, "prod", {})})
            try:
                return await call(
                    app, scope_of(method, "/prod/a/7", *(headers or (JSON,)), query=query), body
                )
            finally:
                await fetcher.close()

    return asyncio.run(run())


def test_an_http_backend_sees_the_gateway_and_not_the_callers_headers():
    """Nor its query, unless it is mapped."""
    seen = json.loads(_http("/200", JSON, (b"x-own", b"1"), query=b"q=1", **DEFAULT).body)

    assert seen["headers"]["accept"] == "application/json"
    assert seen["headers"]["user-agent"] == "AmazonAPIGateway_corkboard1"
    assert "x-own" not in seen["headers"]
    assert (seen["method"], seen["query"], seen["body"]) == ("POST", "", '{"a": 1}')


def test_what_is_mapped_reaches_an_http_backend():
    """Path, query, header and body."""
    parameters = {
        "integration.request.path.id": "method.request.path.id",
        "integration.request.querystring.x": "method.request.querystring.q",
        "integration.request.header.X-Own": "method.request.header.x-own",
    }
    template = {"application/json": "{\"b\": $input.json('$.a')}"}
    answer = _http(
        "/200/{id}",
        JSON,
        (b"x-own", b"1"),
        query=b"q=2",
        requestParameters=parameters,
        requestTemplates=template,
        **DEFAULT,
    )
    seen = json.loads(answer.body)

    assert (seen["path"], seen["query"], seen["headers"]["x-own"]) == ("/200/7", "x=2", "1")
    assert seen["body"] == '{"b": 1}'


@pytest.mark.parametrize(
    ("responses", "backend", "status"),
    [
        (DEFAULT["responses"], 400, 200),
        (DEFAULT["responses"], 500, 200),
        (BY_STATUS, 404, 400),
        (BY_STATUS, 503, 500),
        (BY_STATUS, 201, 200),
        ({"2..": {"statusCode": "204"}}, 404, 500),
    ],
)
def test_the_definition_chooses_the_callers_status(responses, backend, status):
    """With only a default an error comes as a success; without any that fits it is a 500."""
    answer = _http(f"/{backend}", responses=responses)

    assert answer.status == status


def test_a_mapped_answer_has_a_trace_and_only_mapped_headers():
    """The backend's own do not pass."""
    responses = {
        "default": {
            "statusCode": "200",
            "responseParameters": {
                "method.response.header.X-Copy": "integration.response.header.X-Mine",
                "method.response.header.X-Fixed": "'f'",
                "method.response.header.X-None": "integration.response.header.nope",
            },
            "responseTemplates": {"application/json": "was $input.json('$.method')"},
        }
    }
    answer = _http(responses=responses)

    assert answer.body == b'was "POST"'
    assert (header_of(answer, "x-copy"), header_of(answer, "x-fixed")) == (b"m", b"f")
    assert header_of(answer, "x-none") is header_of(answer, "x-mine") is None
    assert re.fullmatch(rb"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", header_of(answer, "X-Amzn-Trace-Id"))
