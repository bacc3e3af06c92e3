"""The one API definition as API Gateway imports it: pure, and compared with what the gateway here runs."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

from corkboard.errors import SettingsError

METHODS = ("get", "put", "post", "delete", "x-amazon-apigateway-any-method")
INTEGRATION = "x-amazon-apigateway-integration"
KAFKA_PATHS = "/topics/"
PARAMETER = re.compile(r"{([^}]+)}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the API lives: real names, or the CDK's tokens for them."""

    partition: str = "aws"
    region: str = "us-east-1"
    account: str = "000000000000"


def read() -> dict[str, Any]:
    """Return the definition that the gateway here executes, as it is written."""
    import yaml  # noqa: PLC0415 - whoever asks for the price alone has none

    text = (resources.files("corkboard_proxy") / "api.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def placed(document: Any, place: Place) -> Any:
    """Return a copy whose ARNs name this partition, region and account."""
    if isinstance(document, dict):
        return {key: placed(value, place) for key, value in document.items()}
    if isinstance(document, list):
        return [placed(value, place) for value in document]
    if isinstance(document, str) and document.startswith("arn:aws:"):
        arn = document.replace("arn:aws:", f"arn:{place.partition}:", 1)
        return arn.replace(":us-east-1:", f":{place.region}:").replace(":000000000000:", f":{place.account}:")
    return document


def without_kafka(document: dict[str, Any]) -> dict[str, Any]:
    """Return the definition without the routes to the REST proxy, for a deployment that has none."""
    paths = {path: item for path, item in document["paths"].items() if not path.startswith(KAFKA_PATHS)}
    return {**document, "paths": paths}


def through_link(document: dict[str, Any]) -> dict[str, Any]:
    """Return the definition with the REST proxy behind the VPC link that the stage names.

    The integration keeps its ``uri``: API Gateway takes host and port from there.
    """
    link = {"connectionType": "VPC_LINK", "connectionId": "${stageVariables.vpcLink}"}
    paths = {}
    for path, item in document["paths"].items():
        changed = dict(item)
        if path.startswith(KAFKA_PATHS):
            for method in methods(item):
                operation = item[method]
                changed[method] = {**operation, INTEGRATION: {**operation[INTEGRATION], **link}}
        paths[path] = changed
    return {**document, "paths": paths}


def methods(item: dict[str, Any]) -> list[str]:
    """Return the methods of one path."""
    return [method for method in METHODS if method in item]


def digest(document: dict[str, Any]) -> str:
    """Return what changes when the definition does, which a stage serves only through a new deployment."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:12]


def check(document: dict[str, Any]) -> None:
    """Look for what API Gateway refuses at import, or takes and never serves.

    Raises:
        SettingsError: Names the route and what it lacks.
    """
    for path, item in document["paths"].items():
        for method in methods(item):
            for fault in _faults(path, item[method]):
                raise SettingsError(f"{method.removeprefix('x-amazon-apigateway-')} {path}: {fault}")


def _faults(path: str, operation: dict[str, Any]) -> list[str]:
    declared = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
    used = {name.removesuffix("+") for name in PARAMETER.findall(path)}
    integration = operation.get(INTEGRATION)
    if integration is None:
        return ["it has no integration"]
    faults = [f"the path parameter {name} is not declared" for name in sorted(used - declared)]
    if integration["type"] == "aws" and "credentials" not in integration:
        faults.append("the integration has no credentials: Kinesis refuses it")
    if integration["type"] != "mock" and "uri" not in integration:
        faults.append("the integration has no uri")
    return faults
