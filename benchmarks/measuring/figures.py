"""Figures of several rounds, as text."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def median_least_most(values: Sequence[float], form: str) -> list[str]:
    """Return three columns; ``form`` is that of a figure, such as ``,.0f``."""
    return [format(value, form) for value in (statistics.median(values), min(values), max(values))]


def with_range(values: Sequence[float], form: str) -> str:
    """Return the median, and behind it from where to where the values go."""
    median, least, most = median_least_most(values, form)
    return f"{median} ({least} to {most})"


def centile(values: Sequence[float], percent: int) -> float:
    """Return a percentile of sorted values."""
    return values[min(len(values) - 1, len(values) * percent // 100)]


def budget(limit: str, *, is_kept: bool) -> str:
    """Return whether a budget holds."""
    return f"the budget of {limit} {'holds' if is_kept else 'does not hold'}"
