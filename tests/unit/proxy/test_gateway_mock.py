"""MOCK integrations: the gateway answers what a template says."""

from __future__ import annotations

import asyncio

import pytest
from gateway_fakes import BY_STATUS, api_of, header_of, mapped
from proxy_fakes import call, scope_of

from corkboard_proxy.gateway.mock import Mock

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
