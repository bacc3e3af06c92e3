"""A heat map: two things against each other, the value as colour and as number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_spark.page.drawing import WIDTH, box, svg, text
from corkboard_spark.page.figures import full

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROW, NAMES, HEAD, SPACE = 30, 150, 26, 3
DARK = 0.72


def heat(
    rows: Sequence[str], across: Sequence[str], values: Mapping[tuple[str, str], int], *, name: str
) -> str:
    """Return a heat map.

    Args:
        rows: Names at the left, from the top.
        across: Names above, from the left.
        values: By row and column; a pair that is absent stays empty.
        name: What it shows.
    """
    low, high = min(values.values(), default=0), max(values.values(), default=0)
    step = (WIDTH - NAMES) / max(len(across), 1)
    parts = [
        text(NAMES + step * (at + 0.5), 16, one, kind="note", anchor="middle")
        for at, one in enumerate(across)
    ]
    for down, row in enumerate(rows):
        y = HEAD + down * ROW
        parts.append(text(NAMES - 12, y + 19, row, anchor="end"))
        for at, column in enumerate(across):
            if (value := values.get((row, column))) is None:
                continue
            share = (value - low) / (high - low) if high > low else 1.0
            x, tip = NAMES + step * at, f"{row}, {column}: {full(value)}"
            kind = "value on-bar" if share > DARK else "value"
            parts += [
                box(x, y, step - SPACE, ROW - SPACE, kind="heat", tip=tip, heat=share),
                text(x + (step - SPACE) / 2, y + 19, full(value), kind=kind, anchor="middle"),
            ]
    return svg(parts, height=HEAD + ROW * len(rows), name=name)
