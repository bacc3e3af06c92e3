"""Finds things in templates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Templates = dict[str, dict[str, Any]]


class Resource(NamedTuple):
    """One resource of one stack."""

    stack: str
    logical_id: str
    kind: str
    content: dict[str, Any]

    @property
    def properties(self) -> dict[str, Any]:
        """Its properties; empty when it has none."""
        found: dict[str, Any] = self.content.get("Properties", {})
        return found

    @property
    def place(self) -> str:
        """Where a reader finds it, such as ``kafka/Cluster``."""
        return f"{self.stack}/{self.logical_id}"


def every(templates: Templates, kind: str = "") -> Iterator[Resource]:
    """Yield the resources of a kind, or all, of every stack."""
    for stack, template in templates.items():
        for logical_id, content in template.get("Resources", {}).items():
            if not kind or content["Type"] == kind:
                yield Resource(stack, logical_id, content["Type"], content)


def text(value: Any) -> str:
    """Return a value as one searchable line; what CloudFormation fills in stays as it is written."""
    return json.dumps(value, sort_keys=True)


def joined(value: Any) -> str:
    """Return a value's literal parts joined, each part that is filled in as ``<…>``."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "Fn::Join" in value:
        glue, parts = value["Fn::Join"]
        return str(glue).join(joined(part) for part in parts)
    return f"<{text(value)}>"


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone as a list."""
    return value if isinstance(value, list) else [value]


class Statement(NamedTuple):
    """One statement of a role's policy."""

    role: Resource
    actions: list[str]
    resources: list[str]
    condition: dict[str, Any]


def statements(templates: Templates) -> Iterator[Statement]:
    """Yield the statements of every role."""
    for role in every(templates, "AWS::IAM::Role"):
        for policy in role.properties.get("Policies", ()):
            for one in policy["PolicyDocument"]["Statement"]:
                resources = [joined(resource) for resource in listed(one["Resource"])]
                yield Statement(role, listed(one["Action"]), resources, one.get("Condition", {}))
