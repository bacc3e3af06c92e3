"""What a definition may say: what is served, what is left out and said so, what is refused.

Left out is what changes no answer here; refused is what would let in or through what AWS would not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXTENSION = "x-amazon-apigateway-"
SERVED = {
    "any-method",
    "api-key-source",
    "endpoint-configuration",
    "integration",
    "request-validator",
    "request-validators",
}
LEFT_OUT = {
    "binary-media-types": "bodies pass as text, as without it",
    "cors": "answers carry the headers of their integration only",
    "documentation": "nothing to serve",
    "gateway-responses": "the gateway's own answers are AWS' default ones",
    "importexport-version": "nothing to serve",
    "minimum-compression-size": "answers are not compressed",
    "policy": "callers are not told apart; only this machine can call",
    "tag-value": "nothing to serve",
}
INTEGRATION_KEYS = {
    "connectionType",
    "credentials",
    "httpMethod",
    "passthroughBehavior",
    "payloadFormatVersion",
    "requestParameters",
    "requestTemplates",
    "responses",
    "timeoutInMillis",
    "type",
    "uri",
}
INTEGRATION_LEFT_OUT = {
    "cacheKeyParameters": "answers are not cached",
    "cacheNamespace": "answers are not cached",
    "connectionId": "the backend is reached directly, not through a VPC link",
    "responseTransferMode": "answers are sent whole",
    "tlsConfig": "certificates are checked as this machine checks them",
}


def check_operation(where: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """Refuse an operation that only an authorizer may let in.

    Raises:
        UsageError: Names the operation and the scheme.
    """
    for name in security_of(operation, document):
        if not is_api_key(name, document) and "sigv4" not in name.lower():
            hint = "remove the security requirement from the copy that is served here"
            raise UsageError(f"{where}: security {name!r}: authorizers are not served", hint=hint)


def check_integration(where: str, content: Mapping[str, Any]) -> None:
    """Refuse an integration with words that are not known.

    Raises:
        UsageError: Names the operation and the word.
    """
    for name, value in content.items():
        if name == "contentHandling" and value:
            raise UsageError(f"{where}: contentHandling {value}: bodies are not converted here")
        if name not in INTEGRATION_KEYS | INTEGRATION_LEFT_OUT.keys() | {"contentHandling"}:
            raise UsageError(f"{where}: the integration's {name!r} is not known here")


def notes_of(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is left out, each construct once.

    Raises:
        UsageError: A construct is not known, or would let in what AWS would not.
    """
    notes: dict[str, str] = {}
    for name, value in _words(document):
        if name.startswith(EXTENSION):
            _note(name, value, notes)
        elif name in INTEGRATION_LEFT_OUT:
            notes[name] = INTEGRATION_LEFT_OUT[name]
    for name, scheme in security_schemes(document).items():
        if EXTENSION + "authtype" in scheme:
            notes[f"security {name}"] = "callers' signatures are not checked"
    return tuple(sorted(notes.items()))


def security_schemes(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemes by name, of OpenAPI 3 or Swagger 2."""
    components = document.get("components") or {}
    return {**(document.get("securityDefinitions") or {}), **(components.get("securitySchemes") or {})}


def security_of(operation: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Return the names of the schemes that an operation requires."""
    required = operation.get("security", document.get("security")) or []
    return [name for requirement in required for name in requirement]


def is_api_key(name: str, document: Mapping[str, Any]) -> bool:
    """Return whether a scheme is API Gateway's key, sent as ``x-api-key``."""
    scheme = security_schemes(document).get(name, {})
    if EXTENSION + "authtype" in scheme or EXTENSION + "authorizer" in scheme:
        return False
    return scheme.get("type") == "apiKey" and str(scheme.get("name", "")).lower() == "x-api-key"


def _note(name: str, value: object, notes: dict[str, str]) -> None:
    word = name.removeprefix(EXTENSION)
    if word == "api-key-source" and str(value).upper() != "HEADER":
        raise UsageError(f"{name}: {value}: keys come in the header x-api-key only")
    if word in LEFT_OUT:
        notes[name] = LEFT_OUT[word]
    elif word not in SERVED | {"authtype", "authorizer"}:
        raise UsageError(f"{name} is not known here")


def _words(value: object) -> Iterator[tuple[str, Any]]:
    """Yield every member of the document, but not those of templates and schemas."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield str(name), member
            if name not in ("requestTemplates", "responseTemplates", "schemas", "definitions", "example"):
                yield from _words(member)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
