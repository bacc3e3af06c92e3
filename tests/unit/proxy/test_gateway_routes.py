"""A definition's routes, and which of them a request takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corkboard_proxy
from corkboard.errors import UsageError
from corkboard_proxy.application import read_definition
from corkboard_proxy.gateway.definition import ANY, parse_definition
from corkboard_proxy.gateway.router import Router

OWN = Path(corkboard_proxy.__file__).with_name("api.yaml")


def _definition(*routes):
    paths = {}
    for method, path in routes:
        name = "x-amazon-apigateway-any-method" if method == ANY else method.lower()
        integration = {"type": "HTTP_PROXY", "uri": f"http://backend{path}"}
        paths.setdefault(path, {})[name] = {"x-amazon-apigateway-integration": integration}
    return parse_definition({"paths": paths}).routes


ROUTES = _definition(
    (ANY, "/topics/{proxy+}"),
    ("GET", "/topics/{name}"),
    ("GET", "/topics/health"),
    ("PUT", "/streams/{stream-name}/record"),
)


def test_our_own_definition_has_the_topics_and_the_streams():
    """What everyone has: everything below topics goes to the REST proxy, the rest to Kinesis."""
    definition = read_definition(OWN)
    route, *streams = definition.routes

    assert (route.method, route.path, route.integration.kind) == (ANY, "/topics/{proxy+}", "http_proxy")
    assert [str(stream) for stream in streams] == [
        "GET /streams",
        "GET /streams/{stream-name}",
        "POST /streams/{stream-name}",
        "DELETE /streams/{stream-name}",
        "PUT /streams/{stream-name}/record",
        "PUT /streams/{stream-name}/records",
    ]
    assert {stream.integration.kind for stream in streams} == {"aws"}
    assert definition.notes == ()
    assert route.integration.timeout_s == 29
    assert route.integration.parameters == {"integration.request.path.proxy": "method.request.path.proxy"}


@pytest.mark.parametrize(
    ("method", "path", "route", "parameters"),
    [
        ("POST", "/topics/a.b", None, None),
        ("GET", "/topics/a.b", "/topics/{name}", {"name": "a.b"}),
        ("GET", "/topics/health", "/topics/health", {}),
        ("POST", "/topics/a/partitions/0", "/topics/{proxy+}", {"proxy": "a/partitions/0"}),
        ("POST", "/topics/a%2Fb/c", "/topics/{proxy+}", {"proxy": "a%2Fb/c"}),
        ("PUT", "/streams/s/record", "/streams/{stream-name}/record", {"stream-name": "s"}),
        ("GET", "/streams/s/record", None, None),
        ("GET", "/topics", None, None),
        ("GET", "/topics/", None, None),
        ("GET", "/", None, None),
    ],
)
def test_the_most_specific_path_is_taken_and_then_its_method(method, path, route, parameters):
    """A path that has other methods only has no route, as in API Gateway's resource tree."""
    match = Router(ROUTES).match(method, path)

    assert (match.route.path if match else None) == route
    assert (match.parameters if match else None) == parameters


@given(st.text(min_size=1))
def test_a_greedy_parameter_takes_everything_below(rest):
    """Whatever the characters."""
    match = Router(_definition((ANY, "/{proxy+}"))).match("GET", f"/{rest}")

    assert match.parameters == {"proxy": rest}


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"paths": []}, {"paths": {"/a": {"get": {}}}}, {"paths": {"/a": {"get": "x"}}}],
)
def test_what_is_no_definition_is_refused(document):
    """At start, with the route's name."""
    with pytest.raises(UsageError):
        parse_definition(document)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"a: [", b"- 1"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content):
    """Missing, no text, no YAML, no definition."""
    path = tmp_path / "api.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError):
        read_definition(path)
