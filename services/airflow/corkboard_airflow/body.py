"""Reads what a call brings, within limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corkboard_airflow.refusals import Invalid

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST_BYTES = 1 << 20


async def read(request: Request) -> bytes:
    """Return a call's body.

    Raises:
        Invalid: It is too large.
    """
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LARGEST_BYTES:
            raise Invalid(f"the body is longer than {LARGEST_BYTES} bytes")
    return bytes(content)


def text_of(content: bytes) -> str:
    """Return a body's text.

    Raises:
        Invalid: It is not UTF-8.
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Invalid(f"the body is not UTF-8: {error.reason}") from error


def object_of(content: bytes) -> dict[str, Any]:
    """Return the JSON object in a body.

    Raises:
        Invalid: There is none.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise Invalid("the body is not a JSON object")
    return found


def field(content: dict[str, Any], name: str, kind: type, *, is_needed: bool = False) -> Any:
    """Return a field of an object; ``None`` where it is left out.

    Raises:
        Invalid: It is needed and left out, or of another type.
    """
    value = content.get(name)
    if value is None and is_needed:
        raise Invalid(f"{name} is missing")
    if value is not None and not isinstance(value, kind):
        raise Invalid(f"{name} is no {kind.__name__}")
    return value
