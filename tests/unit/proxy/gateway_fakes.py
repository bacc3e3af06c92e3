"""Callers, templates and routes for tests of the gateway."""

from __future__ import annotations

from corkboard_proxy.gateway.definition import Integration, Route
from corkboard_proxy.gateway.mapping import Scope
from corkboard_proxy.gateway.requests import CallerRequest
from corkboard_proxy.gateway.velocity import MappingTemplate


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
