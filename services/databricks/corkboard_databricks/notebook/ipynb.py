"""A record as an executed notebook, in the form that every notebook program reads."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from nbformat import v4, validate

from corkboard_databricks.notebook import tables
from corkboard_databricks.notebook.events import Failed, Shown, Text

if TYPE_CHECKING:
    from corkboard_databricks.notebook.record import CellRecord, NotebookRecord

MOST_TEXT_ROWS = 20


def executed(record: NotebookRecord) -> str:
    """Return the notebook with its outputs, as JSON; it is valid, or this raises."""
    notebook = v4.new_notebook(
        cells=[_cell(one) for one in record.cells],
        metadata={"language_info": {"name": record.notebook.language}},
    )
    validate(notebook)
    return str(v4.writes(notebook)) + "\n"


def _cell(record: CellRecord) -> Any:
    identity = f"cell-{record.cell.number}"
    if record.cell.is_prose:
        return v4.new_markdown_cell(record.cell.body, id=identity)
    outputs = [_output(output, record.order) for output in record.outputs]
    return v4.new_code_cell(
        record.cell.source, id=identity, execution_count=record.order or None, outputs=outputs
    )


def _output(output: Text | Shown | Failed, order: int) -> Any:
    if isinstance(output, Text):
        return v4.new_output("stream", name=output.stream, text=output.text)
    if isinstance(output, Failed):
        return v4.new_output("error", ename=output.name, evalue=output.message, traceback=output.traceback)
    data, metadata = _bundle(output.data)
    if output.is_result:
        return v4.new_output("execute_result", data=data, metadata=metadata, execution_count=order or None)
    return v4.new_output("display_data", data=data, metadata=metadata)


def _bundle(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what other programs can show: a table as HTML and as text, its columns' types beside it."""
    if tables.MIME not in data:
        return data, {}
    table = data[tables.MIME]
    shown = {"text/html": as_html(table), "text/plain": as_text(table)}
    columns = [
        {"name": name, "type": kind} for name, kind in zip(table["columns"], table["types"], strict=True)
    ]
    return shown, {"columns": columns, "is_cut": table["is_cut"], "note": table["note"]}


def as_html(table: dict[str, Any]) -> str:
    """Return a table as plain HTML."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in table["columns"])
    rows = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in table["rows"])
    note = f"<p>{html.escape(table['note'])}</p>" * bool(table["note"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _td(value: Any) -> str:
    return f"<td>{'null' if value is None else html.escape(str(value))}</td>"


def as_text(table: dict[str, Any]) -> str:
    """Return the beginning of a table as text."""
    lines = [table["columns"], *table["rows"][:MOST_TEXT_ROWS]]
    text = "\n".join(" | ".join("null" if cell is None else str(cell) for cell in line) for line in lines)
    more = len(table["rows"]) - MOST_TEXT_ROWS
    return text + f"\n… {more} more rows" * (more > 0) + f"\n{table['note']}" * bool(table["note"])
