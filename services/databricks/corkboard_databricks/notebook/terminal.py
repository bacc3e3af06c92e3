"""A run on the terminal: each cell by number as it begins, what it writes as it writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table as Grid
from rich.text import Text as Words

from corkboard_databricks.notebook import tables
from corkboard_databricks.notebook.events import Begun, Ended, Exited, Failed, Shown, Streaming, Text

if TYPE_CHECKING:
    from rich.console import Console

    from corkboard_databricks.notebook.events import Event
    from corkboard_databricks.notebook.record import CellRecord, Record

ROWS = 10
CELL_CHARACTERS = 40
TITLE_CHARACTERS = 70


class Terminal:
    """Writes what happens.

    Args:
        out: Where.
    """

    def __init__(self, out: Console) -> None:
        self._out = out
        self._last: CellRecord | None = None

    def __call__(self, event: Event, record: Record) -> None:
        """Write one event."""
        if isinstance(event, Begun) and record.current:
            self._last = record.current
            self._say(f"[{self._last.cell.number}] {title(self._last.cell.body)}", "bold cyan")
        elif isinstance(event, Text):
            self._out.out(
                event.text, end="", highlight=False, style="yellow" if event.stream == "stderr" else None
            )
        elif isinstance(event, Shown) and not event.slot:
            self._show(event.data)
        elif isinstance(event, Failed):
            for line in event.traceback or [f"{event.name}: {event.message}"]:
                self._say(line, "red")
        elif isinstance(event, Ended) and self._last:
            self._show_streams(self._last)
            self._say(f"    {self._last.seconds:.1f} s", "dim")
        elif isinstance(event, Exited):
            self._say(f"    dbutils.notebook.exit({event.value!r})", "bold")
        elif isinstance(event, Streaming) and event.are_cut:
            self._say("the streams are ended with more to read; a longer --streams lets them", "yellow")
        elif isinstance(event, Streaming):
            self._say(f"{event.queries} streams go on for a while", "dim")

    def end(self, record: Record) -> None:
        """Write how the run ended."""
        done = sum(1 for one in record.notebooks for cell in one.cells if cell.state in ("done", "exited"))
        self._say(
            f"{record.outcome} after {record.seconds:.1f} s: {done} cells run"
            + f"; {record.reason}" * bool(record.reason),
            "bold green" if record.outcome == "succeeded" else "bold red",
        )

    def _show_streams(self, cell: CellRecord) -> None:
        """Write what streams have shown when their cell ends; later rows are in the page."""
        for output in cell.outputs:
            if isinstance(output, Shown) and output.slot:
                self._show(output.data)

    def _show(self, data: dict[str, Any]) -> None:
        if tables.MIME in data:
            self._grid(data[tables.MIME])
        elif "image/png" in data:
            self._say("(a figure)", "dim")
        elif "text/plain" in data:
            self._say(str(data["text/plain"]), "")
        else:
            self._say(f"({', '.join(data)})", "dim")

    def _grid(self, table: dict[str, Any]) -> None:
        rows = table["rows"]
        more = len(rows) - ROWS
        caption = [f"{more} more rows"] * (more > 0) + [table["note"]] * bool(table["note"])
        grid = Grid(caption="; ".join(caption) or None, caption_justify="left")
        for name in table["columns"]:
            grid.add_column(Words(name), no_wrap=True, overflow="ellipsis")
        for row in rows[:ROWS]:
            grid.add_row(*(Words(short(cell)) for cell in row))
        if table["columns"]:
            self._out.print(grid)
        else:
            self._say(table["note"], "dim")

    def _say(self, text: str, style: str) -> None:
        self._out.print(Words(text, style=style), highlight=False, soft_wrap=True)


def title(source: str) -> str:
    """Return the first line of a cell that does something."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    doing = [line for line in lines if not line.startswith(("#", "--"))]
    return (doing or lines or [""])[0][:TITLE_CHARACTERS]


def short(value: Any) -> str:
    """Return a value in a few characters."""
    text = "null" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
