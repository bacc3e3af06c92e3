"""Dots on a logarithmic axis, for medians that lie orders of magnitude apart."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from corkboard_spark.page.drawing import WIDTH, line, svg, text
from corkboard_spark.page.figures import safe, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROW, NAMES, HEAD, FOOT, EDGE = 56, 90, 40, 26, 30
RADIUS = 8


def dots(
    rows: Sequence[str], series: Sequence[str], values: Mapping[tuple[str, str], float], *, name: str
) -> str:
    """Return a row of dots for each name, a colour for each series; a value below 1 is drawn at 1.

    Args:
        rows: Names at the left, from the top.
        series: What the colours stand for, in order.
        values: By row and series; a pair that is absent has no dot.
        name: What it shows.
    """
    logs = {pair: log10(max(value, 1)) for pair, value in values.items()}
    low, high = floor(min(logs.values(), default=0)), ceil(max(logs.values(), default=0))
    high = max(high, low + 1)

    def place(power: float) -> float:
        return NAMES + EDGE + (WIDTH - NAMES - 2 * EDGE) * (power - low) / (high - low)

    bottom = HEAD + ROW * len(rows)
    parts = _legend(series)
    for power in range(low, high + 1):
        x = place(power)
        parts += [
            line(x, HEAD, x, bottom),
            text(x, bottom + 18, short(10**power), kind="note", anchor="middle"),
        ]
    for down, row in enumerate(rows):
        y = HEAD + ROW * (down + 0.5)
        parts += [text(NAMES - 12, y + 5, row, anchor="end"), line(NAMES, y, WIDTH, y)]
        for at, one in enumerate(series):
            if (row, one) in logs:
                value = values[row, one]
                parts.append(_dot(place(logs[row, one]), y, at, f"{row}, {one}: {short(value)}"))
                parts.append(
                    text(place(logs[row, one]), y - 14, short(value), kind="value small", anchor="middle")
                )
    return svg(parts, height=bottom + FOOT, name=name)


def _legend(series: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for at, one in enumerate(series):
        x = NAMES + EDGE + at * 80
        parts += [_dot(x, 12, at, one), text(x + 14, 17, one)]
    return parts


def _dot(x: float, y: float, series: int, tip: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" class="dot dot-{series % 6}">'
        f"<title>{safe(tip)}</title></circle>"
    )
