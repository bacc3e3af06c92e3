"""HTTP, MOCK and Kinesis integrations: what is sent, and what comes back."""

from __future__ import annotations

import asyncio
import base64
import json
import re

import pytest
from gateway_fakes import OWN, api_of, header_of, mapped
from kinesis_fakes import FakeKinesis, error
from proxy_fakes import call, scope_of
from proxy_ports import open_port

from corkboard.errors import UsageError
from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.application import read_definition
from corkboard_proxy.body import read_body
from corkboard_proxy.gateway.app import GatewayApp
from corkboard_proxy.gateway.fetch import Fetcher
from corkboard_proxy.gateway.http import Http
from corkboard_proxy.gateway.kinesis import Kinesis
from corkboard_proxy.gateway.mock import Mock
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.replies import Reply

JSON = (b"content-type", b"application/json")
BY_STATUS = {
    "default": {"statusCode": "200"},
    r"4\d{2}": {"statusCode": "400"},
    r"5\d{2}": {"statusCode": "500"},
}


async def mirror(scope, receive, send):
    """Answer with what arrived, and the status of the path."""
    body = await read_body(receive, Limits())
    seen = {
        "method": scope["method"],
        "path": scope["raw_path"].decode(),
        "query": scope["query_string"].decode(),
        "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
        "body": body.decode(),
    }
    status = int(re.sub(r"\D", "", scope["path"])[:3] or 200)
    await send_answer(Answer(status, json.dumps(seen).encode(), headers=((b"x-mine", b"m"),)), send)


def _http(path="/200", *headers, method="POST", query=b"", body=b'{"a": 1}', **content):
    """Return the answer of an HTTP integration with the mirror behind it."""

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


DEFAULT = {"responses": {"default": {"statusCode": "200"}}}


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


MOCKED = {"application/json": "{\"statusCode\": $input.params('code')}"}


@pytest.mark.parametrize(
    ("code", "status", "body"),
    [(b"200", 200, "fine"), (b"404", 400, ""), (b"x", 500, '{"message": "Internal server error"}')],
)
def test_a_mock_answers_what_its_template_says(code, status, body):
    """Without a backend."""
    responses = {
        **BY_STATUS,
        "default": {"statusCode": "200", "responseTemplates": {"application/json": "fine"}},
    }
    operation = mapped("mock", requestTemplates=MOCKED, responses=responses)
    app = api_of({"/m": {"get": operation}}, {"mock": Mock("prod", {})})
    answer = asyncio.run(call(app, scope_of("GET", "/prod/m", query=b"code=" + code)))

    assert (answer.status, answer.body.decode()) == (status, body)


@pytest.mark.parametrize(
    ("behaviour", "templates", "status"),
    [
        ("never", MOCKED, 415),
        ("never", None, 415),
        ("when_no_templates", MOCKED, 415),
        ("when_no_templates", None, 200),
        ("when_no_match", MOCKED, 200),
    ],
)
def test_a_type_without_a_template_passes_or_not(behaviour, templates, status):
    """As passthroughBehavior says."""
    content = {"requestTemplates": templates, "passthroughBehavior": behaviour, "responses": BY_STATUS}
    app = api_of({"/m": {"post": mapped("mock", **content)}}, {"mock": Mock("prod", {})})
    scope = scope_of("POST", "/prod/m", (b"content-type", b"text/plain"))
    answer = asyncio.run(call(app, scope, b'{"statusCode": 200}'))

    assert answer.status == status
    if status == 415:
        assert answer.body == b'{"message":"Unsupported Media Type"}'
        assert header_of(answer, "x-amzn-ErrorType") == b"UnsupportedMediaTypeException"


def _streams(kinesis, method, path, body=b"", *headers):
    """Return our own definition's answer, with a Kinesis behind it."""

    async def run():
        handler = Kinesis(kinesis, Coalescer(kinesis, Limits(), Counts()), "prod", {})
        routes = [route for route in read_definition(OWN).routes if route.integration.kind == "aws"]
        app = GatewayApp(routes, {"aws": handler}, stage="prod", limits=Limits(), counts=Counts())
        return await call(app, scope_of(method, f"/prod{path}", *headers), body)

    return asyncio.run(run())


class Recorder(FakeKinesis):
    """Keeps the whole of each call."""

    def __init__(self, reply=None):
        super().__init__()
        self.reply = reply
        self.bodies = []

    async def call(self, action, body):
        """Answer what was given."""
        self.bodies.append((action, json.loads(body)))
        return self.reply or error("X", 200)


@pytest.mark.parametrize(
    ("method", "path", "body", "action", "sent"),
    [
        ("GET", "/streams", b"", "ListStreams", {}),
        ("GET", "/streams/s", b"", "DescribeStream", {"StreamName": "s"}),
        ("DELETE", "/streams/s", b"", "DeleteStream", {"StreamName": "s"}),
        ("POST", "/streams/s", b"", "CreateStream", {"StreamName": "s", "ShardCount": 1}),
        ("POST", "/streams/s", b'{"ShardCount": 4}', "CreateStream", {"StreamName": "s", "ShardCount": 4}),
        (
            "PUT",
            "/streams/s/record",
            b'{"StreamName":"other","Data":{"b":1,"a":"x"},"PartitionKey":"k"}',
            "PutRecord",
            {"StreamName": "s", "Data": base64.b64encode(b'{"b":1,"a":"x"}').decode(), "PartitionKey": "k"},
        ),
        (
            "PUT",
            "/streams/s/record",
            b'{"Data":"hello","PartitionKey":"k"}',
            "PutRecord",
            {"StreamName": "s", "Data": base64.b64encode(b'"hello"').decode(), "PartitionKey": "k"},
        ),
        (
            "PUT",
            "/streams/s/record",
            b'{"PartitionKey":7}',
            "PutRecord",
            {"StreamName": "s", "Data": base64.b64encode(b'""').decode(), "PartitionKey": "7"},
        ),
        (
            "PUT",
            "/streams/s/record",
            b'{"PartitionKey":null}',
            "PutRecord",
            {"StreamName": "s", "Data": base64.b64encode(b'""').decode(), "PartitionKey": ""},
        ),
        (
            "PUT",
            "/streams/s/records",
            b'{"records":[{"data":"x","partition-key":"k"}]}',
            "PutRecords",
            {"StreamName": "s", "Records": [{"Data": "eA==", "PartitionKey": "k"}]},
        ),
    ],
)
def test_our_own_definition_calls_kinesis(method, path, body, action, sent):
    """The stream's name in the path wins, a string arrives with its quotes, no data is two quotes."""
    kinesis = Recorder()
    answer = _streams(kinesis, method, path, body)

    assert answer.status == 200
    assert kinesis.bodies == [(action, sent)]


def test_a_refusal_of_kinesis_is_a_400_and_a_failure_a_500():
    """Our definition maps them; without a mapping both would be a 200."""
    body = b'{"PartitionKey":"k"}'

    assert (
        _streams(Recorder(error("ResourceNotFoundException")), "PUT", "/streams/s/record", body).status == 400
    )
    assert _streams(Recorder(error("InternalFailure", 503)), "PUT", "/streams/s/record", body).status == 500


def test_a_body_that_is_no_record_is_refused_before_kinesis_is_asked():
    """By the validator; of another type by the missing template."""
    kinesis = Recorder()
    malformed = _streams(kinesis, "PUT", "/streams/s/record", b'{"PartitionKey":')
    text = _streams(kinesis, "PUT", "/streams/s/record", b"x", (b"content-type", b"text/plain"))
    no_key = _streams(kinesis, "PUT", "/streams/s/records", b'{"records":[{"data":"x"}]}')

    assert (malformed.status, malformed.body) == (400, b'{"message": "Invalid request body"}')
    assert (text.status, no_key.status) == (415, 400)
    assert kinesis.bodies == []


def test_a_records_answer_with_failures_is_passed_on():
    """Kinesis' 200 with what failed; the caller repeats it, as on AWS."""
    failed = {"FailedRecordCount": 1, "Records": [{"ErrorCode": "InternalFailure", "ErrorMessage": "x"}]}
    body = b'{"records":[{"data":"x","partition-key":"k"}]}'

    answer = _streams(Recorder(Reply(200, json.dumps(failed).encode())), "PUT", "/streams/s/records", body)

    assert (answer.status, json.loads(answer.body)) == (200, failed)


@pytest.mark.parametrize(
    ("uri", "content", "words"),
    [
        ("arn:aws:apigateway:us-east-1:sqs:action/SendMessage", {}, "PUT /x: the AWS integration"),
        (
            "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            {"requestParameters": {"integration.request.querystring.x": "'y'"}},
            "requestParameters: integration.request.querystring.x",
        ),
        (
            "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            {"requestTemplates": {"application/json": "#if($a)"}},
            "requestTemplates: application/json: the template cannot be read",
        ),
        (
            "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            {"responses": {"(": {"statusCode": "200"}}},
            r"responses\.\(",
        ),
        (
            "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            {"responses": {"default": {"odd": "200"}}},
            "'odd' is not known",
        ),
        (
            "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
            {"passthroughBehavior": "sometimes"},
            "passthroughBehavior 'sometimes'",
        ),
    ],
)
def test_a_mapping_that_cannot_be_served_is_refused_at_start(uri, content, words):
    """With the route's name and the place."""
    with pytest.raises(UsageError, match=words):
        api_of({"/x": {"put": mapped("aws", uri, **content)}}, {"aws": Kinesis(None, None, "prod", {})})
