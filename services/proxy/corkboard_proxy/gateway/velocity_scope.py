"""What templates are given of a request: ``$input``, ``$util`` and ``$context``."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote, unquote_plus

from corkboard_proxy.gateway.documents import NotJsonError, read_json, write_json
from corkboard_proxy.gateway.json_paths import MISSING, find
from corkboard_proxy.gateway.velocity_values import ABSENT, JsonMap, as_text, from_velocity, to_velocity

if TYPE_CHECKING:
    from corkboard_proxy.gateway.requests import CallerRequest

JAVASCRIPT = re.compile(r"['\"\\\x00-\x1f\x7f-\U0010ffff]")


class Input:
    """``$input``: the request, or a backend's answer.

    Args:
        body: What ``$input.body`` and the JSON paths look at.
        caller: Whose parameters ``$input.params`` gives.
    """

    __slots__ = ("_caller", "_document", "_text")

    def __init__(self, body: bytes, caller: CallerRequest) -> None:
        self._text = body
        self._caller = caller
        self._document: Any = ABSENT

    @property
    def body(self) -> str:
        """The body as it came; an empty one is ``{}``."""
        return self._text.decode(errors="replace") or "{}"

    def path(self, path: str) -> Any:
        """Return the value at a JSON path, absent if it is missing or null."""
        return to_velocity(self._find(path))

    def json(self, path: str) -> str:
        """Return the value at a JSON path as JSON; what is missing or null is ``""``, with its quotes."""
        value = self._find(path)
        return '""' if value is None else write_json(value).decode()

    def params(self, name: str | None = None) -> Any:
        """Return a parameter of path, query or header, in this order; without a name, all of them."""
        if name is None:
            return JsonMap(
                {
                    "path": _decoded(self._caller.parameters),
                    "querystring": self._caller.query_values(),
                    "header": self._caller.header_values(),
                }
            )
        if name in self._caller.parameters:
            return unquote(self._caller.parameters[name])
        found = self._caller.query_values().get(name)
        return self._caller.header(name) or "" if found is None else found

    def _find(self, path: str) -> Any:
        if self._document is ABSENT:
            try:
                self._document = read_json(self._text or b"{}")
            except NotJsonError:
                self._document = None
        found = find(self._document, as_text(path))
        return None if found is MISSING else found


class Util:
    """``$util``."""

    __slots__ = ()

    def base64Encode(self, value: Any) -> str:  # noqa: N802 - API Gateway's name
        """Return a text's UTF-8 in base64."""
        return base64.b64encode(as_text(value).encode(errors="replace")).decode()

    def base64Decode(self, value: Any) -> str:  # noqa: N802 - API Gateway's name
        """Return the text that base64 stands for."""
        try:
            return base64.b64decode(as_text(value)).decode(errors="replace")
        except binascii.Error as error:
            raise ValueError(f"no base64: {error}") from error

    def escapeJavaScript(self, value: Any) -> str:  # noqa: N802 - API Gateway's name
        """Return a text for a JavaScript string; single quotes are escaped too, which JSON does not know."""
        return JAVASCRIPT.sub(_escape, as_text(value))

    def urlEncode(self, value: Any) -> str:  # noqa: N802 - API Gateway's name
        """Return a text as a form field has it."""
        return quote_plus(as_text(value), safe="*")

    def urlDecode(self, value: Any) -> str:  # noqa: N802 - API Gateway's name
        """Return the text of a form field."""
        return unquote_plus(as_text(value))

    def parseJson(self, value: Any) -> Any:  # noqa: N802 - API Gateway's name
        """Return the value of a JSON text."""
        return to_velocity(read_json(as_text(from_velocity(value)).encode()))


UTIL = Util()


def _decoded(parameters: dict[str, str]) -> dict[str, str]:
    return {name: unquote(value) for name, value in parameters.items()}


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character == "'":
        return "\\'"
    return json.dumps(character)[1:-1]
