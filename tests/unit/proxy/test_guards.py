"""What a request needs before its integration is asked."""

from __future__ import annotations

import json

import pytest
from gateway_fakes import caller_of

from corkboard.errors import UsageError
from corkboard_proxy.gateway.definition import parse_definition
from corkboard_proxy.gateway.errors import GatewayError
from corkboard_proxy.gateway.schemas import compile_schema

JSON = (b"content-type", b"application/json; charset=utf-8")
BOTH = {"both": {"validateRequestBody": True, "validateRequestParameters": True}}
MODEL = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1}}}


def _guard(operation, **document):
    integration = {"type": "mock"}
    path = {"post": {"x-amazon-apigateway-integration": integration, **operation}}
    whole = {"paths": {"/a": path}, "x-amazon-apigateway-request-validators": BOTH, **document}
    return parse_definition(whole).routes[0].guard


def _failure(guard, caller, keys=frozenset()):
    try:
        guard.check(caller, keys)
    except GatewayError as error:
        return error.failure.status, json.loads(error.failure.body)["message"]
    return None


STRICT = {
    "x-amazon-apigateway-request-validator": "both",
    "parameters": [
        {"name": "q", "in": "query", "required": True},
        {"name": "X-Need", "in": "header", "required": True},
        {"name": "free", "in": "query"},
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/M"}}},
    },
}
MODELS = {"components": {"schemas": {"M": MODEL}}}


def test_missing_parameters_are_named_headers_first_before_the_body_is_looked_at():
    """In AWS' words."""
    failure = _failure(_guard(STRICT, **MODELS), caller_of(b"{", headers=[JSON]))

    assert failure == (400, "Missing required request parameters: [X-Need, q]")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"a":"1"}', b'{"a":0}', b'{"a":true}', b'"\xff"']
)
def test_a_body_that_does_not_fit_its_model_is_refused(body):
    """Empty, malformed, or of another shape."""
    caller = caller_of(body, query=b"q=1", headers=[JSON, (b"x-need", b"1")])

    assert _failure(_guard(STRICT, **MODELS), caller) == (400, "Invalid request body")


def test_a_request_with_everything_passes():
    """A body of another type has no model, and passes here."""
    guard = _guard(STRICT, **MODELS)
    headers = [(b"x-need", b"1")]

    assert _failure(guard, caller_of(b'{"a":1}', query=b"q=1", headers=headers)) is None
    text = [*headers, (b"content-type", b"text/plain")]
    assert _failure(guard, caller_of(b"{", query=b"q=1", headers=text)) is None


def test_without_a_validator_nothing_is_looked_at():
    """As in API Gateway."""
    operation = {key: value for key, value in STRICT.items() if not key.startswith("x-")}

    assert _failure(_guard(operation, **MODELS), caller_of(b"{")) is None


KEYED = {
    "security": [{"key": []}],
}
SCHEMES = {
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}}}
}


@pytest.mark.parametrize("headers", [[], [(b"x-api-key", b"wrong")], [(b"x-api-key", b"")]])
def test_a_missing_or_wrong_key_is_forbidden(headers):
    """Where the definition asks for one."""
    guard = _guard(KEYED, **SCHEMES)

    assert _failure(guard, caller_of(headers=headers), frozenset({"right"})) == (403, "Forbidden")


def test_the_right_key_opens():
    """And a route that asks for none is open."""
    right = caller_of(headers=[(b"x-api-key", b"right")])

    assert _failure(_guard(KEYED, **SCHEMES), right, frozenset({"right"})) is None
    assert _failure(_guard({}, **SCHEMES), caller_of(), frozenset({"right"})) is None


def test_without_any_key_nothing_opens():
    """No key is not an empty key."""
    assert _failure(_guard(KEYED, **SCHEMES), caller_of()) == (403, "Forbidden")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ({"x-amazon-apigateway-request-validator": "nope"}, "no request validator 'nope'"),
        (STRICT, "#/components/schemas/M is not in the definition"),
    ],
)
def test_a_validator_or_model_that_is_not_there_is_refused_at_start(operation, words):
    """With the route's name."""
    with pytest.raises(UsageError, match=rf"POST /a.*{words}"):
        _guard(operation)


@pytest.mark.parametrize(
    ("schema", "fits", "does_not"),
    [
        (
            {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^a"},
            ["ab", "abc"],
            ["a", "abcd", "ba", 1],
        ),
        ({"type": ["integer", "null"]}, [1, None], [1.5, "1", True]),
        (
            {"type": "number", "maximum": 3, "exclusiveMaximum": True, "multipleOf": 0.5},
            [2.5, 1],
            [3, 1.2, True],
        ),
        ({"minimum": 1, "exclusiveMinimum": True}, [2, "any"], [1]),
        ({"enum": ["a", 1]}, ["a", 1], ["b", True]),
        (
            {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2},
            [[True]],
            [[], [1], [True] * 3],
        ),
        ({"type": "array", "uniqueItems": True}, [[1, 2, True]], [[1, 1]]),
        ({"additionalProperties": False, "properties": {"a": {}}}, [{"a": 1}, {}], [{"b": 1}]),
        ({"additionalProperties": {"type": "string"}}, [{"b": "x"}], [{"b": 1}]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 2}]),
        ({"allOf": [{"type": "string"}, {"minLength": 1}]}, ["a"], ["", 1]),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, ["a", None], [1]),
        ({"oneOf": [{"minimum": 2}, {"maximum": 3}]}, [1, 4], [2.5]),
        ({"not": {"type": "null"}}, [1], [None]),
        ({"type": "string", "nullable": True}, ["a", None], [1]),
        ({}, [None, 1, {}], []),
    ],
)
def test_a_model_means_what_json_schema_says(schema, fits, does_not):
    """Draft 4, as API Gateway's models."""
    check = compile_schema("here", schema, {})

    assert [value for value in fits if not check(value)] == []
    assert [value for value in does_not if check(value)] == []


def test_a_model_may_contain_itself():
    """A tree."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/N"}}, "required": ["v"]}
    check = compile_schema(
        "here", {"$ref": "#/components/schemas/N"}, {"components": {"schemas": {"N": node}}}
    )

    assert check({"v": 1, "next": {"v": 2}})
    assert not check({"v": 1, "next": {}})


def test_a_word_of_a_model_that_is_not_known_is_refused_at_start():
    """Rather than ignored."""
    with pytest.raises(UsageError, match="here: the model's word 'dependencies' is not known"):
        compile_schema("here", {"dependencies": {}}, {})
