"""Horizontal bars, for values whose names are words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corkboard_spark.page.drawing import WIDTH, box, svg, text
from corkboard_spark.page.figures import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = 30
NAMES = 190
VALUES = 70
NOTE_LENGTH, NAME_LENGTH = 46, 22
INSIDE = 0.5
DIGIT, LETTER = 10, 8


class Bar(NamedTuple):
    """One bar.

    Attributes:
        name: At its left.
        value: Its length.
        shown: The value in words, at its end.
        note: Who or what it is; inside the bar where there is room, else behind it.
    """

    name: str
    value: float
    shown: str
    note: str = ""


def bars(items: Sequence[Bar], *, name: str) -> str:
    """Return a bar chart, drawn from zero."""
    most = max((item.value for item in items), default=0) or 1
    room = WIDTH - NAMES - VALUES
    parts: list[str] = []
    for at, item in enumerate(items):
        y, length = at * ROW, room * item.value / most
        inside = item.value / most >= INSIDE
        parts += [
            text(NAMES - 12, y + 19, cut(item.name, NAME_LENGTH), anchor="end"),
            box(
                NAMES,
                y + 4,
                length,
                ROW - 8,
                kind="bar",
                tip=f"{item.name}: {item.shown} {item.note}".strip(),
            ),
            text(NAMES + length + 8, y + 19, item.shown, kind="value"),
        ]
        if item.note:
            x = NAMES + 10 if inside else NAMES + length + 18 + DIGIT * len(item.shown)
            note = cut(item.note, int(length - 20) // LETTER if inside else NOTE_LENGTH)
            parts.append(text(x, y + 19, note, kind="on-bar" if inside else "note"))
    return svg(parts, height=ROW * len(items), name=name)
