"""The frame of every chart: one SVG with a name and a description for those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_spark.page.figures import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 860


def svg(parts: Iterable[str], *, height: float, name: str, width: int = WIDTH) -> str:
    """Return a chart.

    Args:
        parts: What is in it.
        height: In the same unit as ``width``; it scales to the page.
        name: What it shows, in a sentence.
        width: Of the drawing.
    """
    inner = "".join(parts)
    label = safe(name)
    return (
        f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{label}">'
        f"<title>{label}</title>{inner}</svg>"
    )


def text(x: float, y: float, content: str, *, kind: str = "", anchor: str = "start") -> str:
    """Return a text; ``kind`` is a class of the style sheet."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{safe(content)}</text>'


def box(
    x: float, y: float, width: float, height: float, *, kind: str, tip: str, heat: float | None = None
) -> str:
    """Return a rectangle with a tool tip; ``heat`` from 0 to 1 fills it the more the higher it is."""
    style = "" if heat is None else f' style="--heat:{8 + 84 * heat:.0f}%"'
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{height:.1f}" rx="3" '
        f'class="{kind}"{style}><title>{safe(tip)}</title></rect>'
    )


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a line of the grid."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="grid"/>'
