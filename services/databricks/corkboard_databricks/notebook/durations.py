"""How people write a time span."""

from __future__ import annotations

import re

from corkboard.errors import UsageError

UNITS_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}


def seconds_in(text: str) -> float:
    """Return the seconds in a span such as ``90``, ``30s``, ``5m`` or ``1h``.

    Raises:
        UsageError: It is none.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|)", text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no time span", hint="write 30s, 5m or 1h")
    return float(match[1]) * UNITS_S[match[2]]
