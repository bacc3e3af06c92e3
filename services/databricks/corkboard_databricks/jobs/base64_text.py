"""Bytes as the API carries them."""

from __future__ import annotations

import base64
import binascii

from corkboard_databricks.jobs.errors import INVALID, ApiError


def decoded(text: str, field: str) -> bytes:
    """Return what a member holds.

    Raises:
        ApiError: It is no base64; names the member.
    """
    try:
        return base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ApiError(INVALID, f"{field}: it is not encoded in base64 ({error})") from error


def encoded(content: bytes) -> str:
    """Return bytes as a member holds them."""
    return base64.b64encode(content).decode()
