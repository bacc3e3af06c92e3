"""Vertical columns, for values in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corkboard_spark.page.drawing import WIDTH, box, line, svg, text

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 200
HEAD, FOOT = 26, 26
WIDEST = 120


class Column(NamedTuple):
    """One column: its name below, its value, and the value in words above."""

    name: str
    value: float
    shown: str


def columns(items: Sequence[Column], *, name: str) -> str:
    """Return a column chart, drawn from zero."""
    most = max((item.value for item in items), default=0) or 1
    step = WIDTH / max(len(items), 1)
    wide = min(WIDEST, step * 0.62)
    ground = HEAD + HEIGHT
    parts = [line(0, ground + 0.5, WIDTH, ground + 0.5)]
    for at, item in enumerate(items):
        middle, tall = step * (at + 0.5), HEIGHT * item.value / most
        parts += [
            box(middle - wide / 2, ground - tall, wide, tall, kind="bar", tip=f"{item.name}: {item.shown}"),
            text(middle, ground - tall - 8, item.shown, kind="value", anchor="middle"),
            text(middle, ground + 19, item.name, anchor="middle"),
        ]
    return svg(parts, height=ground + FOOT, name=name)
