"""API Gateway: what an import takes without a word and never serves."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, NamedTuple

from corkboard_infra.definition import INTEGRATION, PARAMETER, methods
from corkboard_infra.rules.reading import every, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Resource, Templates

WIDEST = 8
MAPPED = {"default", r"4\d{2}", r"5\d{2}"}


class Route(NamedTuple):
    """One method of one path."""

    api: Resource
    path: str
    operation: dict[str, Any]

    @property
    def integration(self) -> dict[str, Any]:
        """What answers it."""
        found: dict[str, Any] = self.operation.get(INTEGRATION, {})
        return found

    @property
    def place(self) -> str:
        """Where a reader finds it."""
        return f"{self.api.place} {self.path}"


def routes(templates: Templates) -> Iterator[Route]:
    """Yield every route of every API."""
    for api in every(templates, "AWS::ApiGateway::RestApi"):
        for path, item in api.properties["Body"]["paths"].items():
            yield from (Route(api, path, item[method]) for method in methods(item))


def every_integration_says_where_it_leads(templates: Templates) -> Iterator[str]:
    """Without ``uri`` a VPC link's host and port are the balancer's own, whatever was meant."""
    for route in routes(templates):
        if not route.integration.get("uri"):
            yield f"{route.place} has no uri"


def kinesis_is_called_with_a_role(templates: Templates) -> Iterator[str]:
    """An AWS integration without credentials is created and answers 500."""
    for route in routes(templates):
        if route.integration.get("type") == "aws" and not route.integration.get("credentials"):
            yield f"{route.place} has no credentials"


def every_path_parameter_is_declared(templates: Templates) -> Iterator[str]:
    """A parameter that is not declared is empty in the mapping template."""
    for route in routes(templates):
        declared = {one["name"] for one in route.operation.get("parameters", ()) if one["in"] == "path"}
        used = {name.removesuffix("+") for name in PARAMETER.findall(route.path)}
        if used - declared:
            yield f"{route.place} does not declare {', '.join(sorted(used - declared))}"


def a_refusal_stays_a_refusal(templates: Templates) -> Iterator[str]:
    """With a default response alone, a PutRecord that failed is answered 200."""
    for route in routes(templates):
        integration = route.integration
        if integration.get("type") == "aws" and not MAPPED.issubset(integration.get("responses", {})):
            yield f"{route.place} maps only {', '.join(integration.get('responses', {})) or 'nothing'}"


def kafka_is_reached_inside(templates: Templates) -> Iterator[str]:
    """Where there is a network, the REST proxy is behind the link and has no public address."""
    for route in routes(templates):
        is_http = route.integration.get("type") == "http_proxy"
        if is_http and "network" in templates and route.integration.get("connectionType") != "VPC_LINK":
            yield f"{route.place} goes through the internet"


def nobody_calls_but_known_addresses(templates: Templates) -> Iterator[str]:
    """The API has no login."""
    for api in every(templates, "AWS::ApiGateway::RestApi"):
        for statement in api.properties.get("Policy", {}).get("Statement", [{}]):
            given = statement.get("Condition", {}).get("IpAddress", {}).get("aws:SourceIp", "0.0.0.0/0")
            if ipaddress.IPv4Network(given).prefixlen < WIDEST:
                yield f"{api.place} lets {given} call it"


def calls_are_limited(templates: Templates) -> Iterator[str]:
    """A loop somewhere must not become a bill."""
    for stage in every(templates, "AWS::ApiGateway::Stage"):
        if "ThrottlingRateLimit" not in text(stage.properties.get("MethodSettings", [])):
            yield f"{stage.place} has no rate limit"


def a_deployment_is_named_by_what_it_serves(templates: Templates) -> Iterator[str]:
    """A deployment under a fixed name goes on serving the definition of the first day."""
    for deployment in every(templates, "AWS::ApiGateway::Deployment"):
        digest = deployment.properties.get("Description", "")
        if not digest or not deployment.logical_id.endswith(digest):
            yield f"{deployment.place} keeps its name when the definition changes"


RULES = (
    every_integration_says_where_it_leads,
    kinesis_is_called_with_a_role,
    every_path_parameter_is_declared,
    a_refusal_stays_a_refusal,
    kafka_is_reached_inside,
    nobody_calls_but_known_addresses,
    calls_are_limited,
    a_deployment_is_named_by_what_it_serves,
)
