"""A caller's request, and the backend request that an integration makes of it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from corkboard.errors import UsageError
from corkboard_proxy.gateway.definition import ANY
from corkboard_proxy.gateway.documents import read_json
from corkboard_proxy.gateway.errors import MISCONFIGURED, GatewayError
from corkboard_proxy.gateway.headers import API_ID, to_backend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.headers import Pairs

SOURCE = re.compile(
    r"'[^']*' | method\.request\.(path|querystring|header)\..+ | stageVariables\..+ | context\.requestId",
    re.VERBOSE | re.DOTALL,
)
OWN_HEADERS = (
    (b"accept", b"application/json"),
    (b"content-type", b"application/json"),
    (b"user-agent", b"AmazonAPIGateway_" + API_ID),
    (b"x-amzn-apigateway-api-id", API_ID),
)
UNMAPPABLE = ("content-length", "transfer-encoding")


class CallerRequest(msgspec.Struct):
    """What the caller sent; header names are in lower case, path and parameters percent-encoded.

    ``request_id`` is the gateway's number for it, ``until`` the loop's time at which its caller is
    answered 504.
    """

    method: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    parameters: dict[str, str]
    path: str = ""
    request_id: str = ""
    until: float = 0.0
    _document: Any = msgspec.UNSET

    def document(self) -> Any:
        """Return the body's JSON value, read once.

        Raises:
            NotJsonError: It is not JSON.
        """
        if self._document is msgspec.UNSET:
            self._document = read_json(self.body)
        return self._document

    @property
    def media_type(self) -> str:
        """The body's type without its parameters; without a header it is JSON."""
        sent = self.header("content-type")
        return sent.partition(";")[0].strip().lower() if sent else "application/json"

    def header(self, name: str) -> str | None:
        """Return a header's value, the last of several, whatever its letters' case."""
        key = name.lower().encode()
        found = [value for sent, value in self.headers if sent == key]
        return found[-1].decode("latin-1") if found else None

    def header_values(self) -> dict[str, str]:
        """Return the last value of each header."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers}

    def query_values(self) -> dict[str, str]:
        """Return the last value of each query parameter, decoded."""
        sent = parse_qs(self.query.decode("latin-1"), keep_blank_values=True)
        return {name: values[-1] for name, values in sent.items()}


class BackendRequest(msgspec.Struct):
    """What the backend gets; ``authority`` is its ``host:port``, ``path`` is percent-encoded."""

    method: str
    scheme: str
    authority: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


class BackendTemplate:
    """The backend of one route, prepared once: what is the same in every request is computed here.

    Raises:
        UsageError: A parameter is mapped from where nothing can be had.
    """

    def __init__(self, route: Route, stage_variables: Mapping[str, str]) -> None:
        integration, uri = route.integration, route.integration.uri
        for name, value in stage_variables.items():
            uri = uri.replace(f"${{stageVariables.{name}}}", value)
        if "${" in uri:
            raise UsageError(f"{route}: no value for {uri[uri.index('${') :]}", hint="use --stage-variable")
        parts = urlsplit(uri)
        self.scheme, self.authority = parts.scheme, parts.netloc
        self.path, self.query = parts.path or "/", parts.query
        self.method = integration.method
        self._variables = stage_variables
        self._host = self.authority.encode()
        self._mapped = [(*_target(where), source) for where, source in integration.parameters.items()]
        for _, name, source in self._mapped:
            check_source(f"{route}: {name}", source)

    def fill(self, caller: CallerRequest) -> BackendRequest:
        """Return the backend request that passes everything on.

        Values in the integration's URI come before the caller's; a mapped header replaces the one
        sent; a source that is missing sends nothing.

        Raises:
            GatewayError: 500 if a header is mapped that AWS refuses to map.
        """
        request = self._fill(caller, to_backend(caller.headers, self._host), caller.body)
        if caller.query:
            request.query = b"&".join([request.query, caller.query] if request.query else [caller.query])
        return request

    def fill_mapped(self, caller: CallerRequest, body: bytes) -> BackendRequest:
        """Return the backend request that passes on only what is mapped.

        Raises:
            GatewayError: 500 if a header is mapped that AWS refuses to map.
        """
        return self._fill(caller, [(b"host", self._host), *OWN_HEADERS], body)

    def _fill(self, caller: CallerRequest, headers: Pairs, body: bytes) -> BackendRequest:
        path = self.path
        queries = [self.query] if self.query else []
        for place, name, source in self._mapped:
            value = find_value(source, caller, self._variables)
            if place == "path":
                path = path.replace(f"{{{name}}}", value or "")
            elif place == "header":
                headers = _with_header(headers, name, value)
            elif value is not None:
                queries.append(f"{name}={value}")
        method = caller.method if self.method == ANY else self.method
        query = "&".join(queries).encode()
        return BackendRequest(method, self.scheme, self.authority, path, query, headers, body)


def check_source(where: str, source: str) -> None:
    """Refuse a source that is not known here.

    Raises:
        UsageError: It is not.
    """
    if not SOURCE.fullmatch(source):
        raise UsageError(f"{where}: the source {source!r} is not known here")


def find_value(
    source: str, caller: CallerRequest, stage_variables: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """Return the value of ``method.request.<place>.<name>`` or ``'a literal'``; ``None`` if missing."""
    if source.startswith("'"):
        return source.strip("'")
    if source.startswith("stageVariables."):
        return stage_variables.get(source.removeprefix("stageVariables."))
    if source == "context.requestId":
        return caller.request_id
    place, _, name = source.removeprefix("method.request.").partition(".")
    if place == "path":
        return caller.parameters.get(name)
    return caller.header(name) if place == "header" else caller.query_values().get(name)


def in_process_scope(request: BackendRequest) -> Scope:
    """Return the ASGI scope of a backend request to an application of this process."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": unquote(request.path),
        "raw_path": request.path.encode(),
        "root_path": "",
        "query_string": request.query,
        "headers": request.headers,
        "server": None,
        "client": None,
    }


def _target(where: str) -> tuple[str, str]:
    """Return the place and name of ``integration.request.<place>.<name>``."""
    place, _, name = where.removeprefix("integration.request.").partition(".")
    return place, name


def _with_header(
    headers: list[tuple[bytes, bytes]], name: str, value: str | None
) -> list[tuple[bytes, bytes]]:
    key = name.lower()
    if key in UNMAPPABLE:
        raise GatewayError(MISCONFIGURED, f"the definition maps the header {name}")
    if value is None:
        return headers
    return [
        *(header for header in headers if header[0] != key.encode()),
        (key.encode(), value.encode("latin-1")),
    ]
