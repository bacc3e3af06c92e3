"""A caller's request, and the backend request that an integration makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from corkboard_proxy.gateway.definition import ANY, Integration
from corkboard_proxy.gateway.errors import MISCONFIGURED, GatewayError
from corkboard_proxy.gateway.headers import to_backend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

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


class ProxyTemplate:
    """An HTTP proxy integration, prepared once: what is the same in every request is computed here."""

    def __init__(self, integration: Integration, stage_variables: Mapping[str, str]) -> None:
        uri = integration.uri
        for name, value in stage_variables.items():
            uri = uri.replace(f"${{stageVariables.{name}}}", value)
        parts = urlsplit(uri)
        self.scheme, self.authority = parts.scheme, parts.netloc
        self.path, self.query = parts.path or "/", parts.query
        self.method = integration.method
        self._host = self.authority.encode()
        self._mapped = [(*_target(where), source) for where, source in integration.parameters.items()]

    def fill(self, caller: CallerRequest) -> BackendRequest:
        """Return the backend request.

        Values in the integration's URI come before the caller's; a mapped header replaces the one
        sent; a source that is missing sends nothing.

        Raises:
            GatewayError: 500 if a header is mapped that AWS refuses to map.
        """
        path = self.path
        queries = [self.query.encode()] if self.query else []
        headers = to_backend(caller.headers, self._host)
        for place, name, source in self._mapped:
            value = find_value(source, caller)
            if place == "path":
                path = path.replace(f"{{{name}}}", value or "")
            elif place == "header":
                headers = _with_header(headers, name, value)
            elif value is not None:
                queries.append(f"{name}={value}".encode())
        query = b"&".join([*queries, caller.query] if caller.query else queries)
        method = caller.method if self.method == ANY else self.method
        return BackendRequest(method, self.scheme, self.authority, path, query, headers, caller.body)


def find_value(source: str, caller: CallerRequest) -> str | None:
    """Return the value of ``method.request.<place>.<name>`` or ``'a literal'``; ``None`` if missing."""
    if source.startswith("'"):
        return source.strip("'")
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
