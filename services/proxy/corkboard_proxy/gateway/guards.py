"""What a request needs before its integration is asked: a key, parameters, a body of the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_proxy.gateway.constructs import is_api_key, security_of
from corkboard_proxy.gateway.documents import NotJsonError
from corkboard_proxy.gateway.errors import BAD_BODY, NO_KEY, GatewayError, missing_parameters
from corkboard_proxy.gateway.schemas import Check, compile_schema, follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corkboard_proxy.gateway.requests import CallerRequest

VALIDATOR = "x-amazon-apigateway-request-validator"
VALIDATORS = "x-amazon-apigateway-request-validators"
PLACES = {"header": "header", "query": "querystring"}


@dataclass(frozen=True, slots=True)
class Guard:
    """What one operation requires.

    Attributes:
        needs_key: Whether ``x-api-key`` must be one of the gateway's keys.
        headers: The headers that must be there.
        queries: The query parameters that must be there.
        bodies: By media type, the check that a body must pass.
        needs_body: Whether an empty body is refused.
    """

    needs_key: bool = False
    headers: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    bodies: Mapping[str, Check] = field(default_factory=dict)
    needs_body: bool = False

    def check(self, caller: CallerRequest, keys: frozenset[str]) -> None:
        """Let a request pass: first its key, then its parameters, then its body.

        Raises:
            GatewayError: 403 or 400, in AWS' words.
        """
        if self.needs_key and caller.header("x-api-key") not in keys:
            raise GatewayError(NO_KEY)
        if self.headers or self.queries:
            self._check_parameters(caller)
        if self.bodies:
            self._check_body(caller)

    def _check_parameters(self, caller: CallerRequest) -> None:
        sent = caller.query_values()
        missing = [name for name in self.headers if not caller.header(name)]
        missing += [name for name in self.queries if not sent.get(name)]
        if missing:
            raise GatewayError(missing_parameters(missing))

    def _check_body(self, caller: CallerRequest) -> None:
        check = self.bodies.get(caller.media_type)
        if check is None or (not caller.body and not self.needs_body):
            return
        try:
            is_right = check(caller.document())
        except NotJsonError:
            is_right = False
        if not is_right:
            raise GatewayError(BAD_BODY)


OPEN = Guard()


def read_guard(
    where: str, operation: Mapping[str, Any], shared: Iterable[Mapping[str, Any]], document: Mapping[str, Any]
) -> Guard:
    """Return what an operation requires.

    Args:
        where: The operation's name in errors.
        operation: It.
        shared: The parameters of its path.
        document: The whole definition.

    Raises:
        UsageError: A validator or a model is not there, or a model uses words that are not known.
    """
    needs_key = any(is_api_key(name, document) for name in security_of(operation, document))
    validator = _validator(where, operation, document)
    parameters = [follow(where, one, document) for one in (*shared, *operation.get("parameters", ()))]
    if not validator.get("validateRequestParameters"):
        headers: tuple[str, ...] = ()
        queries: tuple[str, ...] = ()
    else:
        headers, queries = _required(parameters, "header"), _required(parameters, "query")
    if not validator.get("validateRequestBody"):
        return Guard(needs_key, headers, queries)
    schemas, needs_body = _models(where, operation, parameters, document)
    bodies = {kind: compile_schema(where, schema, document) for kind, schema in schemas.items()}
    return Guard(needs_key, headers, queries, bodies, needs_body)


def _validator(where: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    name = operation.get(VALIDATOR, document.get(VALIDATOR))
    if name is None:
        return {}
    found = (document.get(VALIDATORS) or {}).get(name)
    if not isinstance(found, dict):
        raise UsageError(f"{where}: no request validator {name!r} in {VALIDATORS}")
    return found


def _required(parameters: list[Mapping[str, Any]], place: str) -> tuple[str, ...]:
    return tuple(str(one["name"]) for one in parameters if one.get("in") == place and one.get("required"))


def _models(
    where: str,
    operation: Mapping[str, Any],
    parameters: list[Mapping[str, Any]],
    document: Mapping[str, Any],
) -> tuple[dict[str, Any], bool]:
    """Return the body's schemas by media type, and whether there must be a body (OpenAPI 3 or Swagger 2)."""
    for one in parameters:
        if one.get("in") == "body":
            kinds = operation.get("consumes") or document.get("consumes") or ["application/json"]
            return {kind: one.get("schema", {}) for kind in kinds}, bool(one.get("required"))
    body = follow(where, operation.get("requestBody") or {}, document)
    content = body.get("content") or {}
    schemas = {kind.lower(): media["schema"] for kind, media in content.items() if "schema" in media}
    return schemas, bool(body.get("required"))
