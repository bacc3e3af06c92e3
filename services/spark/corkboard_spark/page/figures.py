"""Numbers in words, and text made safe for a page."""

from __future__ import annotations

from html import escape
from math import floor, log10
from typing import Any

UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
DIGITS = 3


def short(value: float) -> str:
    """Return a number as people say it, in three digits: ``15M``, ``112k``, ``20.5k``, ``731``."""
    for size, unit in UNITS:
        if abs(value) >= size:
            scaled = value / size
            places = max(0, DIGITS - 1 - floor(log10(abs(scaled)))) if scaled % 1 else 0
            return f"{scaled:.{min(places, 1)}f}{unit}".replace(f".0{unit}", unit)
    return full(value)


def full(value: Any) -> str:
    """Return any value of an answer but a year: numbers with their thousands apart, a dash for none."""
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def safe(text: Any) -> str:
    """Return text that cannot be markup."""
    return escape(str(text), quote=True)


def cut(text: str, length: int) -> str:
    """Return a text of at most ``length`` characters."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
