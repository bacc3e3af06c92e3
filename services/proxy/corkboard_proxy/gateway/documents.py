"""JSON bodies: read once, whole or not at all, and written as API Gateway writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

_exact = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


class NotJsonError(ValueError):
    """The text is not JSON, or is JSON that cannot be carried: half a surrogate, a nesting without end."""


def read_json(text: bytes) -> Any:
    """Return the value of a JSON text; fractions are ``Decimal``, so that no digit is lost.

    Members keep their order; of two with one name the last counts, as in API Gateway.

    Raises:
        NotJsonError: It is none.
    """
    try:
        return _exact.decode(text)
    except (msgspec.DecodeError, UnicodeError, InvalidOperation, RecursionError) as error:
        raise NotJsonError(str(error)) from error


def write_json(value: Any) -> bytes:
    """Return a value as compact JSON in UTF-8."""
    return _encoder.encode(value)
