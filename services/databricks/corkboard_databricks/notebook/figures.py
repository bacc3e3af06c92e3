"""Figures of matplotlib in a cell; a notebook without any never loads matplotlib."""

from __future__ import annotations

import base64
import io
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_listeners: list[Callable[[Any], None]] = []


def show(*_: Any, **__: Any) -> None:
    """Show every open figure and close it, as ``plt.show()`` does in a notebook."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        figure = pyplot.figure(number)  # type: ignore[union-attr]
        for listener in _listeners[-1:]:
            listener(figure)
        pyplot.close(figure)  # type: ignore[union-attr]


def listen(listener: Callable[[Any], None]) -> None:
    """Have figures shown by this function."""
    _listeners.append(listener)


def png(figure: Any) -> str:
    """Return a figure as PNG in base 64."""
    body = io.BytesIO()
    figure.savefig(body, format="png", bbox_inches="tight", dpi=100)
    return base64.b64encode(body.getvalue()).decode()
