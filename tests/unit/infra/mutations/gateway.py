"""Mistakes with API Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra.definition import INTEGRATION
from mutations.seeding import Mutation, drop, first, put, route

if TYPE_CHECKING:
    from corkboard_infra.rules.reading import Templates

API = "AWS::ApiGateway::RestApi"
PUT_RECORD = "/streams/{stream-name}/record"
KAFKA = "/topics/{proxy+}"
ANY = "x-amazon-apigateway-any-method"


def _renamed_deployment(templates: Templates) -> None:
    deployment = first(templates, "AWS::ApiGateway::Deployment")
    resources = templates[deployment.stack]["Resources"]
    resources["Deployment"] = resources.pop(deployment.logical_id)


def _unlimited(templates: Templates) -> None:
    first(templates, "AWS::ApiGateway::Stage").properties["MethodSettings"] = []


MUTATIONS = (
    Mutation(
        "no uri",
        "every_integration_says_where_it_leads",
        route(KAFKA, ANY, lambda one: one[INTEGRATION].pop("uri")),
    ),
    Mutation(
        "no credentials",
        "kinesis_is_called_with_a_role",
        route(PUT_RECORD, "put", lambda one: one[INTEGRATION].pop("credentials")),
    ),
    Mutation(
        "undeclared path parameter",
        "every_path_parameter_is_declared",
        route(PUT_RECORD, "put", lambda one: one.update(parameters=[])),
    ),
    Mutation(
        "failures answered 200",
        "a_refusal_stays_a_refusal",
        route(PUT_RECORD, "put", lambda one: one[INTEGRATION]["responses"].pop(r"4\d{2}")),
    ),
    Mutation(
        "proxy through the internet",
        "kafka_is_reached_inside",
        route(KAFKA, ANY, lambda one: one[INTEGRATION].pop("connectionType")),
    ),
    Mutation(
        "API open to the world",
        "nobody_calls_but_known_addresses",
        put(API, "0.0.0.0/0", "Policy", "Statement", 0, "Condition", "IpAddress", "aws:SourceIp"),
    ),
    Mutation("API without a policy", "nobody_calls_but_known_addresses", drop(API, "Policy")),
    Mutation("no rate limit", "calls_are_limited", _unlimited),
    Mutation("deployment with a fixed name", "a_deployment_is_named_by_what_it_serves", _renamed_deployment),
)
