"""Callers, templates and routes for tests of the gateway."""

from __future__ import annotations

from pathlib import Path

import corkboard_proxy
from corkboard_proxy.gateway.app import GatewayApp
from corkboard_proxy.gateway.definition import INTEGRATION, Integration, Route, parse_definition
from corkboard_proxy.gateway.mapping import Scope
from corkboard_proxy.gateway.requests import CallerRequest
from corkboard_proxy.gateway.velocity import MappingTemplate
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts

OWN = Path(corkboard_proxy.__file__).with_name("api.yaml")
BY_STATUS = {
    "default": {"statusCode": "200"},
    r"4\d{2}": {"statusCode": "400"},
    r"5\d{2}": {"statusCode": "500"},
}


def caller_of(body=b"", parameters=None, **changes):
    """Return a caller's request."""
    made = {"method": "PUT", "query": b"", "headers": [], "body": body, "parameters": parameters or {}}
    return CallerRequest(**{**made, **changes})


def route_of(kind="aws", *, method="PUT", path="/streams/{stream-name}/record", uri="", **content):
    """Return a route with one integration."""
    return Route(method, path, Integration(kind, uri, content=content))


def merge(template, caller, body=None, *, stage="prod", variables=None):
    """Return a template filled with a caller's request."""
    scope = Scope(route_of(), stage, variables or {})
    return MappingTemplate(template).merge(scope.names(caller, caller.body if body is None else body))


def api_of(paths, handlers, **options):
    """Return the gateway over a definition's paths; call it inside a running loop."""
    definition = parse_definition({"paths": paths})
    made = {"stage": "prod", "limits": Limits(), "counts": Counts(), **options}
    return GatewayApp(definition.routes, handlers, **made)


def mapped(kind, uri="", **content):
    """Return an operation with an integration."""
    return {INTEGRATION: {"type": kind, "uri": uri, "httpMethod": "POST", **content}}


def header_of(answer, name):
    """Return an answer's header, whatever its letters' case."""
    return {key.lower(): value for key, value in answer.headers}.get(name.lower().encode())
