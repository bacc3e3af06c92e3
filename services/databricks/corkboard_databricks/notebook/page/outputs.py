"""What a cell showed, as HTML."""

from __future__ import annotations

import html
import re
from typing import Any

from corkboard_databricks.notebook import tables
from corkboard_databricks.notebook.events import Failed, Shown, Text
from corkboard_databricks.notebook.page.grid import grid
from corkboard_databricks.notebook.page.words import prose

COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LINES_OPEN = 40
FRAME = (
    "<script>const tell=()=>parent.postMessage({corkboard:document.documentElement.scrollHeight},'*');"
    "addEventListener('load',tell);new ResizeObserver(tell).observe(document.documentElement)</script>"
)


def output(shown: Text | Shown | Failed) -> str:
    """Return one output."""
    if isinstance(shown, Text):
        return _text(shown.text, shown.stream)
    if isinstance(shown, Failed):
        return _error(shown)
    return _bundle(shown.data)


def _text(text: str, kind: str) -> str:
    """Return text as it stands on a terminal; a long one is folded."""
    plain = overwritten(COLOURS.sub("", text)).rstrip("\n")
    if not plain:
        return ""
    block = f'<pre class="text {kind}">{html.escape(plain)}</pre>'
    count = plain.count("\n") + 1
    if count <= LINES_OPEN:
        return block
    return f"<details open><summary>{count:,} lines</summary>{block}</details>"


def overwritten(text: str) -> str:
    """Return text in which a carriage return has taken back what its line began with."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _error(failed: Failed) -> str:
    trace = html.escape(COLOURS.sub("", "\n".join(failed.traceback)))
    first = html.escape(failed.message.split("\n", 1)[0])
    return (
        f"<div class=error><p><strong>{html.escape(failed.name)}</strong> {first}</p>"
        f"<details open><summary>traceback</summary><pre>{trace}</pre></details></div>"
    )


def _bundle(data: dict[str, Any]) -> str:
    """Return the richest form of a value."""
    if tables.MIME in data:
        return grid(data[tables.MIME])
    if "image/png" in data:
        return f'<figure><img alt="{_alt(data)}" src="data:image/png;base64,{data["image/png"]}"></figure>'
    for mime in ("text/html", "image/svg+xml"):
        if mime in data:
            return _framed(str(data[mime]))
    if "text/markdown" in data:
        return f"<div class=prose>{prose(str(data['text/markdown']))}</div>"
    return _text(str(data.get("text/plain", "")), "result")


def _alt(data: dict[str, Any]) -> str:
    return html.escape(str(data.get("text/plain", "a figure")), quote=True)


def _framed(content: str) -> str:
    """Return HTML of the notebook's own in a frame from which it cannot reach the page."""
    return f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(content + FRAME, quote=True)}"></iframe>'
