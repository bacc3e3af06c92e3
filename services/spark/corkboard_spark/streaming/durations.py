"""Durations as people write them on the command line."""

from __future__ import annotations

import re

from corkboard.errors import UsageError

UNITS_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


def seconds_in(text: str) -> float:
    """Return seconds; ``"500ms"``, ``"30s"``, ``"5m"``, ``"1.5h"``.

    Raises:
        UsageError: It is none of these.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a duration", hint="write it like 500ms, 30s, 5m or 1h")
    return float(match[1]) * UNITS_S[match[2]]
