"""Java's properties as we write them ourselves: one key a line, no escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def lines(text: str) -> dict[str, str]:
    """Return keys and values; comments and empty lines are left out."""
    kept = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition("=") for line in kept]
    return {key: value for key, _, value in pairs}


def text(properties: Mapping[str, str]) -> str:
    """Return the properties as a file, sorted."""
    return "".join(f"{key}={properties[key]}\n" for key in sorted(properties))
