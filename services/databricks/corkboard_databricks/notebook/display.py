"""What ``display``, ``displayHTML`` and a last expression show."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from corkboard_databricks.notebook import figures, frames, tables
from corkboard_databricks.notebook.events import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_databricks.notebook.channel import Sink
    from corkboard_databricks.notebook.snapshots import Snapshots

TEXT, HTML, PNG = "text/plain", "text/html", "image/png"
RICH = {
    "_repr_html_": HTML,
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_latex_": "text/latex",
}
LONGEST_TEXT = 100_000
LONGEST_HTML = 5_000_000


class Display:
    """Turns values into what is shown.

    Args:
        sink: Told what is shown.
        hide: What text is passed through, so that no secret is shown.
        snapshots: Shows streaming frames.
    """

    def __init__(self, sink: Sink, hide: Callable[[str], str], snapshots: Snapshots) -> None:
        self._sink = sink
        self._hide = hide
        self._snapshots = snapshots

    def __call__(self, *values: Any, **options: Any) -> None:
        """Show values: frames as tables, streams as they come, figures, lists, anything else as it can."""
        for value in values:
            if _is_spark(value) and value.isStreaming:
                self._snapshots.follow(value, self.show_table, options)
            else:
                self._sink(Shown(self.bundle(value)))

    def html(self, html: Any) -> None:
        """Show HTML: ``displayHTML``."""
        self._sink(Shown({HTML: self._hide(str(html))[:LONGEST_HTML]}))

    def figure(self, figure: Any) -> None:
        """Show a figure of matplotlib."""
        self._sink(Shown({PNG: figures.png(figure), TEXT: str(figure)}))

    def result(self, value: Any) -> None:
        """Show the value of a cell's last expression: as text, richer where it knows how."""
        if _is_pandas(value):
            self._sink(Shown(self.bundle(value), is_result=True))
        elif not _is_artist(value):
            self._sink(Shown(self._rich(value, repr(value)), is_result=True))

    def show_table(self, table: tables.Table, slot: str = "") -> None:
        """Show a table, in the place of what was shown there before."""
        self._sink(Shown(self._of_table(table), slot))

    def bundle(self, value: Any) -> dict[str, Any]:
        """Return a value by MIME type."""
        table = _table(value)
        if table is not None:
            return self._of_table(table)
        figure = value.get_figure() if hasattr(value, "get_figure") else value
        if hasattr(figure, "savefig"):
            return {PNG: figures.png(figure), TEXT: str(figure)}
        return self._rich(value, value if isinstance(value, str) else repr(value))

    def _of_table(self, table: tables.Table) -> dict[str, Any]:
        rows = [[self._hide(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows]
        return {tables.MIME: msgspec.to_builtins(msgspec.structs.replace(table, rows=rows))}

    def _rich(self, value: Any, text: str) -> dict[str, Any]:
        """Return how a value shows itself."""
        found: dict[str, Any] = {TEXT: self._hide(text[:LONGEST_TEXT])}
        for method, mime in RICH.items():
            # A class has the method too, but nobody to show.
            shown = (
                getattr(value, method)() if hasattr(value, method) and not isinstance(value, type) else None
            )
            if isinstance(shown, str):
                found[mime] = self._hide(shown[:LONGEST_HTML])
        return found


def _table(value: Any) -> tables.Table | None:
    """Return what is a table, or can be seen as one."""
    if hasattr(value, "to_spark"):  # pandas on Spark
        value = value.to_spark()
    if _is_spark(value):
        return frames.of_spark(value)
    if _is_pandas(value):
        return frames.of_pandas(value)
    if isinstance(value, (list, tuple)) and not hasattr(value, "_asdict") and value:
        return tables.of_values(value)
    if isinstance(value, dict) and value:
        return tables.of_rows(["key", "value"], ["string", "string"], list(value.items()))
    return None


def _is_spark(value: Any) -> bool:
    module = sys.modules.get("pyspark.sql")
    return module is not None and isinstance(value, module.DataFrame)


def _is_pandas(value: Any) -> bool:
    module = sys.modules.get("pandas")
    return module is not None and isinstance(value, (module.DataFrame, module.Series))


def _is_artist(value: Any) -> bool:
    """Whether it is a part of a figure, or a list of such: the figure is shown anyway."""
    module = sys.modules.get("matplotlib.artist")
    if module is None:
        return False
    first = value[0] if isinstance(value, (list, tuple)) and value else value
    return isinstance(first, module.Artist)
