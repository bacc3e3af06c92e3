"""Kinesis integrations: our own definition's calls, and definitions that cannot be served."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from gateway_fakes import OWN, api_of, mapped
from kinesis_fakes import FakeKinesis, error
from proxy_fakes import call, scope_of

from corkboard.errors import UsageError
from corkboard_proxy.application import read_definition
from corkboard_proxy.gateway.app import GatewayApp
from corkboard_proxy.gateway.kinesis import Kinesis
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.replies import Reply


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
