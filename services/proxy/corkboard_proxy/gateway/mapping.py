"""Integrations that are mapped: request and answer pass through templates, and statuses are chosen."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_proxy.answers import Answer
from corkboard_proxy.gateway.errors import MISCONFIGURED, NO_TEMPLATE, GatewayError
from corkboard_proxy.gateway.velocity import MappingTemplate
from corkboard_proxy.gateway.velocity_scope import UTIL, Input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.requests import CallerRequest

JSON = "application/json"
RESPONSE_HEADER = "method.response.header."
RESPONSE_KEYS = {"contentHandling", "responseParameters", "responseTemplates", "statusCode"}


class RequestMapping:
    """From the caller's body to the backend's: by template, or as it came, or 415.

    Raises:
        UsageError: A template cannot be read; named by route and media type.
    """

    def __init__(self, route: Route, stage: str, stage_variables: Mapping[str, str]) -> None:
        content = route.integration.content
        self.templates = _templates(f"{route}: requestTemplates", content.get("requestTemplates"))
        self._passthrough = str(content.get("passthroughBehavior", "when_no_match")).lower()
        if self._passthrough not in ("never", "when_no_match", "when_no_templates"):
            raise UsageError(f"{route}: passthroughBehavior {self._passthrough!r} is not known")
        self._scope = Scope(route, stage, stage_variables)

    def fill(self, caller: CallerRequest) -> bytes:
        """Return the backend's body.

        Raises:
            GatewayError: 415 if no template is for the body's type; 500 if one fails.
        """
        template = self.find(caller)
        if template is None:
            return caller.body
        return template.merge(self._scope.names(caller, caller.body)).encode(errors="replace")

    def find(self, caller: CallerRequest) -> MappingTemplate | None:
        """Return the template for the body's type, ``None`` if it passes as it came; 415 otherwise."""
        template = self.templates.get(caller.media_type)
        if template is not None:
            return template
        is_closed = self._passthrough == "when_no_templates" and self.templates
        if self._passthrough == "never" or is_closed:
            raise GatewayError(NO_TEMPLATE)
        return None


class ResponseMapping:
    """From the backend's status and body to the caller's.

    Raises:
        UsageError: A pattern, a status or a template cannot be read.
    """

    def __init__(self, route: Route, stage: str, stage_variables: Mapping[str, str]) -> None:
        given: Mapping[str, Any] = route.integration.content.get("responses") or {}
        self._choices = [_Choice(f"{route}: responses.{name}", name, one) for name, one in given.items()]
        self._choices.sort(key=lambda choice: choice.pattern is None)
        self._scope = Scope(route, stage, stage_variables)

    def answer(
        self, caller: CallerRequest, status: int, body: bytes, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the caller's answer.

        Raises:
            GatewayError: 500 if no response of the definition fits, or a template fails.
        """
        choice = self._choose(str(status))
        template = choice.templates.get(JSON)
        if template is not None:
            body = template.merge(self._scope.names(caller, body)).encode(errors="replace")
        mapped = choice.headers(headers or {})
        return Answer(choice.status, body, b"application/json", (trace(caller), *mapped))

    def _choose(self, word: str) -> _Choice:
        for choice in self._choices:
            if choice.pattern is None or choice.pattern.fullmatch(word):
                return choice
        raise GatewayError(MISCONFIGURED, f"no response of the definition fits {word!r}")


class Scope:
    """The names that templates of one route see."""

    def __init__(self, route: Route, stage: str, stage_variables: Mapping[str, str]) -> None:
        self._resource = route.path
        self._stage = stage
        self._variables = dict(stage_variables)

    def names(self, caller: CallerRequest, body: bytes) -> dict[str, Any]:
        """Return the names for one merge; ``body`` is what ``$input`` looks at."""
        return {
            "input": Input(body, caller),
            "util": UTIL,
            "stageVariables": self._variables,
            "context": self._context(caller),
        }

    def _context(self, caller: CallerRequest) -> dict[str, Any]:
        now = time.time()
        return {
            "accountId": "000000000000",
            "apiId": "corkboard1",
            "extendedRequestId": caller.request_id,
            "httpMethod": caller.method,
            "identity": {"sourceIp": "127.0.0.1", "userAgent": caller.header("user-agent") or ""},
            "path": caller.path,
            "protocol": "HTTP/1.1",
            "requestId": caller.request_id,
            "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "requestTimeEpoch": int(now * 1000),
            "resourcePath": self._resource,
            "stage": self._stage,
        }


class _Choice:
    """One of an integration's responses; ``pattern`` is ``None`` for the default."""

    def __init__(self, where: str, name: str, given: Mapping[str, Any]) -> None:
        unknown = set(given) - RESPONSE_KEYS
        if unknown:
            raise UsageError(f"{where}: {min(unknown)!r} is not known here")
        try:
            self.pattern = None if name == "default" else re.compile(name)
            self.status = int(given.get("statusCode", 200))
        except (re.error, ValueError) as error:
            raise UsageError(f"{where}: {error}") from error
        self.templates = _templates(f"{where}: responseTemplates", given.get("responseTemplates"))
        self._headers = dict(given.get("responseParameters") or {})

    def headers(self, backend: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
        """Return the mapped headers; a source that is missing sends nothing."""
        found = []
        for target, source in self._headers.items():
            value = _source(str(source), backend)
            if value is not None and target.startswith(RESPONSE_HEADER):
                found.append(
                    (target.removeprefix(RESPONSE_HEADER).encode(), value.encode("latin-1", "replace"))
                )
        return tuple(found)


def trace(caller: CallerRequest) -> tuple[bytes, bytes]:
    """Return the trace header of an answer."""
    digits = caller.request_id.replace("-", "").encode()
    return (b"X-Amzn-Trace-Id", b"Root=1-%08x-%s" % (int(time.time()), digits[8:]))


def _source(source: str, backend: Mapping[str, str]) -> str | None:
    if source.startswith("'"):
        return source.strip("'")
    if source.startswith("integration.response.header."):
        return backend.get(source.removeprefix("integration.response.header.").lower())
    return None


def _templates(where: str, given: Any) -> dict[str, MappingTemplate]:
    templates = {}
    for kind, text in (given or {}).items():
        try:
            templates[str(kind).lower()] = MappingTemplate(str(text))
        except ValueError as error:
            raise UsageError(f"{where}: {kind}: {error}") from error
    return templates
