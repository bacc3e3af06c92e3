"""What the gateway passes on, drops, renames and adds."""

from __future__ import annotations

import pytest

from corkboard_proxy.gateway.definition import Integration, Route
from corkboard_proxy.gateway.errors import GatewayError
from corkboard_proxy.gateway.headers import to_backend, to_caller
from corkboard_proxy.gateway.requests import BackendTemplate, CallerRequest, find_value


def _caller(**changes):
    made = {
        "method": "POST",
        "query": b"a=1&a=2",
        "headers": [(b"content-type", b"x/y"), (b"x-own", b"1"), (b"x-own", b"2")],
        "body": b"{}",
        "parameters": {"proxy": "t/partitions/0"},
    }
    return CallerRequest(**{**made, **changes})


def _fill(caller=None, **integration):
    made = {"kind": "http_proxy", "uri": "http://${stageVariables.backend}/up/{proxy}"}
    made["parameters"] = {"integration.request.path.proxy": "method.request.path.proxy"}
    route = Route("ANY", "/{proxy+}", Integration(**{**made, **integration}))
    return BackendTemplate(route, {"backend": "b:80"}).fill(caller or _caller())


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "Content-Encoding",
        "Content-MD5",
        "Expect",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "WWW-Authenticate",
        "Host",
        "Content-Length",
    ],
)
def test_these_headers_do_not_reach_the_backend(name):
    """As AWS was recorded to do."""
    passed = to_backend([(name.lower().encode(), b"sent")], b"backend:80")

    assert b"sent" not in dict(passed).values()


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Encoding",
        "Age",
        "Authorization",
        "Content-Type",
        "Date",
        "Pragma",
        "Range",
        "Referer",
        "User-Agent",
        "Warn",
        "X-Anything",
        "X-Forwarded-For",
    ],
)
def test_these_headers_reach_the_backend(name):
    """Known ones and unknown ones."""
    assert (name.lower().encode(), b"sent") in to_backend([(name.lower().encode(), b"sent")], b"backend:80")


def test_the_backend_sees_its_own_host_and_the_apis_id():
    """The caller's host is not its business."""
    passed = dict(to_backend([(b"host", b"gateway")], b"backend:80"))

    assert passed == {b"host": b"backend:80", b"x-amzn-apigateway-api-id": b"corkboard1"}


def test_the_backends_own_headers_come_back_renamed():
    """The rest comes as it is."""
    names = [b"connection", b"content-length", b"date", b"server", b"x-amzn-requestid"]
    passed = to_caller(
        [(name, b"1") for name in names] + [(b"etag", b"2"), (b"transfer-encoding", b"chunked")]
    )

    assert [name.lower() for name, value in passed if value == b"1"] == [
        b"x-amzn-remapped-connection",
        b"x-amzn-remapped-content-length",
        b"x-amzn-remapped-date",
        b"x-amzn-remapped-server",
        b"x-amzn-remapped-x-amzn-requestid",
    ]
    assert passed[-1] == (b"etag", b"2")


def test_path_query_body_and_method_pass():
    """ANY keeps the caller's method, the stage variable names the backend."""
    request = _fill()

    assert (request.method, request.authority, request.path) == ("POST", "b:80", "/up/t/partitions/0")
    assert (request.query, request.body) == (b"a=1&a=2", b"{}")


def test_an_integrations_own_method_goes_to_the_backend():
    """Unless it is ANY."""
    assert _fill(method="PUT").method == "PUT"


def test_query_values_of_the_uri_come_before_the_callers():
    """Both are sent."""
    assert _fill(uri="http://b/x?fixed=1").query == b"fixed=1&a=1&a=2"


def test_a_mapped_header_replaces_the_one_sent_and_a_missing_source_sends_nothing():
    """A literal stands in quotes."""
    request = _fill(
        parameters={
            "integration.request.header.X-Own": "'fixed'",
            "integration.request.header.X-New": "method.request.header.x-nope",
            "integration.request.querystring.b": "method.request.querystring.a",
        }
    )

    values = [value for name, value in request.headers if name == b"x-own"]
    assert values == [b"fixed"]
    assert b"x-new" not in dict(request.headers)
    assert request.query == b"b=2&a=1&a=2"


@pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding"])
def test_mapping_the_length_is_a_500(name):
    """AWS answers so, with the type of an internal error."""
    with pytest.raises(GatewayError) as refused:
        _fill(parameters={f"integration.request.header.{name}": "'5'"})

    assert (refused.value.failure.status, refused.value.failure.kind) == (
        500,
        b"InternalServerErrorException",
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("method.request.path.proxy", "t/partitions/0"),
        ("method.request.querystring.a", "2"),
        ("method.request.header.X-Own", "2"),
        ("method.request.header.no", None),
        ("method.request.querystring.no", None),
        ("method.request.path.no", None),
        ("'text'", "text"),
    ],
)
def test_a_source_is_found_where_it_says(source, expected):
    """The last of several values counts."""
    assert find_value(source, _caller()) == expected
