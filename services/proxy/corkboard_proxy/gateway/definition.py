"""An API definition (OpenAPI 3 with API Gateway's extensions) as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_proxy.gateway.constructs import check_integration, check_operation, notes_of
from corkboard_proxy.gateway.guards import OPEN, Guard, read_guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANY = "ANY"
ANY_METHOD = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
METHODS = ("delete", "get", "head", "options", "patch", "post", "put")
LONGEST_MS = 29_000


@dataclass(frozen=True, slots=True)
class Integration:
    """What stands behind a route.

    Attributes:
        kind: ``http_proxy``, ``http``, ``aws``, ``mock`` …: the key of the handler table.
        uri: The backend, with ``{parameters}`` and ``${stageVariables.…}``.
        method: The method sent to the backend; ``ANY`` keeps the caller's.
        parameters: ``integration.request.*`` by where each comes from.
        timeout_s: How long the backend may take.
        content: Everything the definition says, for handlers that need more.
    """

    kind: str
    uri: str = ""
    method: str = ANY
    parameters: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = LONGEST_MS / 1000
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """A method (or ``ANY``) on a path such as ``/topics/{proxy+}``, and what a request needs to pass."""

    method: str
    path: str
    integration: Integration
    guard: Guard = OPEN

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition's routes, and what of it has no effect here: each construct once, with its fate."""

    routes: tuple[Route, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def parse_definition(document: object) -> Definition:
    """Return a definition that was read from YAML or JSON.

    Raises:
        UsageError: It is not one, a route has no integration, or it asks for what is not served and
            cannot be left out.
    """
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise UsageError(
            "the API definition has no paths", hint="export the stage as OpenAPI 3 with integrations"
        )
    return Definition(tuple(_routes(document)), notes_of(document))


def _routes(document: Mapping[str, Any]) -> Iterator[Route]:
    for path, operations in document["paths"].items():
        for name, operation in (operations or {}).items():
            if name == ANY_METHOD or name.lower() in METHODS:
                method = ANY if name == ANY_METHOD else name.upper()
                where = f"{method} {path}"
                integration = _integration(where, operation)
                check_operation(where, operation, document)
                shared = operations.get("parameters", [])
                yield Route(method, path, integration, read_guard(where, operation, shared, document))


def _integration(where: str, operation: object) -> Integration:
    content = operation.get(INTEGRATION) if isinstance(operation, dict) else None
    if not isinstance(content, dict) or "type" not in content:
        raise UsageError(f"{where}: no {INTEGRATION} with a type")
    check_integration(where, content)
    return Integration(
        kind=str(content["type"]).lower(),
        uri=str(content.get("uri", "")),
        method=str(content.get("httpMethod", ANY)).upper(),
        parameters=dict(content.get("requestParameters") or {}),
        timeout_s=min(int(content.get("timeoutInMillis", LONGEST_MS)), LONGEST_MS) / 1000,
        content=content,
    )
