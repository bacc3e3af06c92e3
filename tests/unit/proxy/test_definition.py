"""What of a user's definition is served, noted or refused."""

from __future__ import annotations

import pytest

from corkboard.errors import UsageError
from corkboard_proxy.application import read_definition
from corkboard_proxy.gateway.definition import parse_definition


def _document(operation=None, integration=None, **more):
    content = {"type": "mock", **(integration or {})}
    path = {"get": {"x-amazon-apigateway-integration": content, **(operation or {})}}
    return {"openapi": "3.0.1", "paths": {"/a": path}, **more}


AUTHORIZER = {
    "components": {
        "securitySchemes": {
            "cognito": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools"},
            }
        }
    }
}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (_document(integration={"contentHandling": "CONVERT_TO_BINARY"}), "GET /a: contentHandling"),
        (_document(integration={"whatever": 1}), "GET /a: the integration's 'whatever' is not known"),
        (_document({"security": [{"cognito": []}]}, **AUTHORIZER), "GET /a: security 'cognito': authorizers"),
        (_document({"security": [{"nowhere": []}]}), "GET /a: security 'nowhere'"),
        (_document(**{"x-amazon-apigateway-whatever": 1}), "x-amazon-apigateway-whatever is not known"),
        (_document(**{"x-amazon-apigateway-api-key-source": "AUTHORIZER"}), "api-key-source"),
    ],
)
def test_what_cannot_be_left_out_is_refused(document, words):
    """By its place, at start."""
    with pytest.raises(UsageError, match=words):
        parse_definition(document)


def test_what_changes_nothing_here_is_noted_once():
    """With what becomes of it."""
    sigv4 = {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
    }
    document = _document(
        {"security": [{"sigv4": []}]},
        {"cacheNamespace": "x", "connectionType": "VPC_LINK", "connectionId": "abc", "tlsConfig": {}},
        components={"securitySchemes": {"sigv4": sigv4}},
        **{"x-amazon-apigateway-gateway-responses": {}, "x-amazon-apigateway-policy": {}},
    )

    assert [name for name, _ in parse_definition(document).notes] == [
        "cacheNamespace",
        "connectionId",
        "security sigv4",
        "tlsConfig",
        "x-amazon-apigateway-gateway-responses",
        "x-amazon-apigateway-policy",
    ]


def test_the_words_of_a_model_or_a_template_are_not_constructs():
    """A record may have a member called tlsConfig."""
    schemas = {"schemas": {"M": {"properties": {"tlsConfig": {}, "x-amazon-apigateway-x": {}}}}}

    assert parse_definition(_document(components=schemas)).notes == ()


def test_an_export_in_swagger_2_is_served_too():
    """Its body is a parameter, its models are definitions, its keys are securityDefinitions."""
    operation = {
        "consumes": ["application/json"],
        "parameters": [{"in": "body", "name": "M", "required": True, "schema": {"$ref": "#/definitions/M"}}],
        "security": [{"api_key": []}],
        "x-amazon-apigateway-request-validator": "body",
    }
    document = _document(
        operation,
        swagger="2.0",
        definitions={"M": {"type": "object"}},
        securityDefinitions={"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}},
        **{"x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}}},
    )

    guard = parse_definition(document).routes[0].guard

    assert (guard.needs_key, guard.needs_body, list(guard.bodies)) == (True, True, ["application/json"])


def test_an_error_in_a_file_names_the_file(tmp_path):
    """And the place in it."""
    path = tmp_path / "mine.yaml"
    path.write_text("paths: {/a: {get: {x-amazon-apigateway-integration: {type: mock, odd: 1}}}}")

    with pytest.raises(UsageError, match=r"mine\.yaml: GET /a: the integration's 'odd'"):
        read_definition(path)
