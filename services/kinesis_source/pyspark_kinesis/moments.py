"""Durations, sizes and moments as people write them in options."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

DURATION_S = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
DURATION_NAMES = {"sec": "s", "second": "s", "min": "m", "minute": "m", "hour": "h", "day": "d"}
# Abbreviations have no meaning of their own; these are what Databricks' examples use.
ZONE_H = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
FIELDS = {
    "y": ("year", r"\d{2,4}"),
    "u": ("year", r"\d{4}"),
    "M": ("month", r"\d{1,2}"),
    "d": ("day", r"\d{1,2}"),
    "H": ("hour", r"\d{1,2}"),
    "h": ("hour", r"\d{1,2}"),
    "m": ("minute", r"\d{1,2}"),
    "s": ("second", r"\d{1,2}"),
    "S": ("fraction", r"\d{1,9}"),
    "a": ("half", r"[AaPp][Mm]"),
    **dict.fromkeys("ZXxzV", ("zone", r"[A-Za-z][A-Za-z_/]*|[+-]\d{2}:?\d{2}")),
}
CENTURY = 2000


def duration_s(text: str) -> float:
    """Return seconds; ``"400ms"``, ``"10s"``, ``"5 min"``, ``"1h"``; a bare number is in seconds.

    Raises:
        ValueError: It is none of these.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text.lower())
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as 400ms, 10s or 5m")
    unit = match[2] if match[2] in DURATION_S else DURATION_NAMES.get(match[2].removesuffix("s"), "")
    if match[2] and not unit:
        raise ValueError(f"{text!r} is not a duration such as 400ms, 10s or 5m")
    return float(match[1]) * DURATION_S[unit or "s"]


def size_bytes(text: str) -> int:
    """Return bytes; ``"20gb"``, ``"256m"``, ``"1000000"``.

    Raises:
        ValueError: It is none of these.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*", text.lower())
    if match is None:
        raise ValueError(f"{text!r} is not a size such as 256mb or 20gb")
    return int(float(match[1]) * 1024 ** " kmgt".index(match[2] or " "))


def moment_ms(text: str, pattern: str) -> int:
    """Return milliseconds since 1970.

    Args:
        text: The moment; in UTC where it names no zone.
        pattern: In Java's letters, such as ``MM/dd/yyyy HH:mm:ss ZZZ``; empty for ISO 8601.

    Raises:
        ValueError: The text does not fit the pattern.
    """
    moment = _by_pattern(text.strip(), pattern) if pattern else datetime.fromisoformat(text.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def _by_pattern(text: str, pattern: str) -> datetime:
    match = re.fullmatch(_expression(pattern), text)
    if match is None:
        raise ValueError(f"{text!r} does not fit the format {pattern!r}")
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    year = int(found["year"]) if "year" in found else 0
    hour = int(found.get("hour", 0))
    if "half" in found:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return datetime(
        year + CENTURY if year < 100 else year,  # noqa: PLR2004 - two digits, as in Java
        int(found.get("month", 1)),
        int(found.get("day", 1)),
        hour,
        int(found.get("minute", 0)),
        int(found.get("second", 0)),
        int(found.get("fraction", "0").ljust(6, "0")[:6]),
        tzinfo=_zone(found.get("zone", "UTC")),
    )


def _expression(pattern: str) -> str:
    """Return the regular expression of a pattern in Java's letters."""
    parts = []
    for token in re.finditer(r"'(?P<quoted>[^']*)'|(?P<letter>[A-Za-z])(?P=letter)*|.", pattern, re.DOTALL):
        letter = token["letter"]
        if letter is None:
            parts.append(re.escape(token[0] if token["quoted"] is None else token["quoted"] or "'"))
        elif letter in FIELDS:
            parts.append("(?P<{}>{})".format(*FIELDS[letter]))
        else:
            raise ValueError(f"the format {pattern!r} has {token[0]!r}, which is not understood")
    return "".join(parts)


def _zone(name: str) -> tzinfo:
    if name in ("Z", "UTC", "GMT"):
        return UTC
    if name in ZONE_H:
        return timezone(timedelta(hours=ZONE_H[name]))
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[-2:])))
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}") from error
