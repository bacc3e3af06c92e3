"""Forms with files in them, as ``workspace/import`` and ``dbfs/put`` take them besides JSON."""

from __future__ import annotations

from email.message import Message

from corkboard_databricks.jobs.base64_text import encoded
from corkboard_databricks.jobs.errors import MALFORMED, ApiError

KIND = "multipart/form-data"


def members(body: bytes, content_type: str) -> dict[str, str]:
    """Return a form's fields as text, its files in base64.

    Raises:
        ApiError: It is no such form.
    """
    boundary = _header(content_type, "boundary")
    if not boundary:
        raise ApiError(MALFORMED, "content-type: multipart/form-data names no boundary")
    found = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, end, content = part.partition(b"\r\n\r\n")
        name, is_file = _named(head.decode(errors="replace"))
        if not end or not name:
            raise ApiError(MALFORMED, "the body is no multipart/form-data: a part has no name")
        found[name] = encoded(content) if is_file else content.decode(errors="replace")
    return found


def _named(head: str) -> tuple[str, bool]:
    """Return a part's name, and whether it is a file."""
    for line in head.split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == "content-disposition":
            return _header(value, "name"), bool(_header(value, "filename"))
    return "", False


def _header(value: str, parameter: str) -> str:
    message = Message()
    message["content-type"] = value.strip().replace("\r", "").replace("\n", "")
    found = message.get_param(parameter)
    return found if isinstance(found, str) else ""
