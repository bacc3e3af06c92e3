"""Generated requests against the described APIs: no answer of 5xx but the announced, none out of shape."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import corkboard_proxy

PACKAGE = Path(corkboard_proxy.__file__).parent
SHAPE = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
ANNOUNCED = ["/consumers/{group}", "/v3/clusters"]
UNDESCRIBED = (405, 431)  # a method of no route, headers beyond the limits


def _plain_gateway():
    """Return the gateway's definition as plain OpenAPI: ANY spelled out, the greedy parameter plain."""
    document = yaml.safe_load((PACKAGE / "api.yaml").read_text())
    paths = {}
    for path, operations in document["paths"].items():
        operation = operations.get("x-amazon-apigateway-any-method")
        if operation is None:
            continue
        plain = {"parameters": operation["parameters"], "responses": {"default": {"description": "any"}}}
        content = {kind: {"schema": {}} for kind in ("application/vnd.kafka.json.v2+json", "text/plain")}
        writing = {**plain, "requestBody": {"content": content}}
        paths[path.replace("+}", "}")] = {"get": plain, "delete": plain, "post": writing, "put": writing}
    return {**document, "paths": paths}


rest_api = schemathesis.openapi.from_path(PACKAGE / "rest.yaml").exclude(path=ANNOUNCED)
gateway_api = schemathesis.openapi.from_dict(_plain_gateway())


@pytest.fixture(scope="module")
def known_topic(broker):
    """Return a topic that generated requests may fill."""
    broker.create_topic("contract", partitions=2)
    return "contract"


def _check(case, port, checks=SHAPE, prefix=""):
    base_url = f"http://127.0.0.1:{port}{prefix}"
    answer = case.call(base_url=base_url)
    if answer.status_code not in UNDESCRIBED:
        case.validate_response(answer, checks=checks)


@rest_api.parametrize()
@EXAMPLES
def test_every_answer_of_the_rest_proxy_is_described(case, proxy):
    """Whatever is sent, valid or not: a described status, type and shape, and no 5xx."""
    _check(case, proxy.rest)


@rest_api.include(path_regex=r"^/topics/\{topic\}").parametrize()
@EXAMPLES
def test_every_answer_about_a_topic_that_exists_is_described(case, proxy, known_topic):
    """The same, past the question whether there is such a topic."""
    if isinstance(case.path_parameters.get("topic"), str):
        case.path_parameters["topic"] = known_topic
    _check(case, proxy.rest)


@gateway_api.parametrize()
@EXAMPLES
def test_nothing_sent_to_the_gateway_ends_in_a_5xx(case, proxy):
    """Whatever the path, the method and the body."""
    _check(case, proxy.gateway, [not_a_server_error], "/prod")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/consumers/group"), ("GET", "/v3/clusters"), ("PUT", "/v3/x")]
)
def test_what_is_announced_answers_501_with_a_reason(proxy, method, path):
    """Until it is built."""
    reply = proxy.ask(method, path)

    assert (reply.status, reply.body["error_code"]) == (501, 501)
    assert "not built yet" in reply.body["message"]
