"""A square for each single thing, in rows by kind: nothing is summed up, and the whole is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corkboard_spark.page.drawing import WIDTH, box, svg, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMES, COUNT = 150, 44
LARGEST, SMALLEST, SPACE, BETWEEN = 24, 14, 3, 8


class Square(NamedTuple):
    """One thing: what its tool tip says, and how strong its colour is, from 0 to 1."""

    tip: str
    strength: float


def squares(rows: Mapping[str, Sequence[Square]], *, name: str) -> str:
    """Return a row of squares for each kind, broken where it is full."""
    room = WIDTH - NAMES - COUNT
    longest = max((len(items) for items in rows.values()), default=1)
    step = min(LARGEST, max(SMALLEST, room // longest))
    a_line = room // step
    parts: list[str] = []
    y = 0.0
    for kind, items in rows.items():
        middle = y + (step - SPACE) / 2 + 5
        parts.append(text(NAMES - 12, middle, kind, anchor="end"))
        parts.append(text(NAMES, middle, str(len(items)), kind="value"))
        for at, item in enumerate(items):
            down, across = divmod(at, a_line)
            x, side = NAMES + COUNT + across * step, step - SPACE
            parts.append(box(x, y + down * step, side, side, kind="heat", tip=item.tip, heat=item.strength))
        y += ((len(items) - 1) // a_line + 1) * step + BETWEEN
    return svg(parts, height=y, name=name)
