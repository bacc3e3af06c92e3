"""The whole page: how the run went, where to find what, the cells."""

from __future__ import annotations

import html
import re
from importlib import resources
from typing import TYPE_CHECKING

from corkboard_databricks.notebook.page.outputs import output
from corkboard_databricks.notebook.page.words import code, prose

if TYPE_CHECKING:
    from corkboard_databricks.notebook.record import CellRecord, NotebookRecord, Record

HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*#*\s*$", re.MULTILINE)
MARKS = {"succeeded": "✔", "failed": "✘", "cancelled": "■", "timed out": "⧖", "died": "✘"}


def document(record: Record) -> str:
    """Return the page."""
    folder = resources.files("corkboard_databricks") / "notebook" / "page"
    style = (folder / "style.css").read_text() + code.style()
    script = (folder / "page.js").read_text()
    name = " + ".join(one.notebook.name for one in record.notebooks)
    parts = "".join(_notebook(place, one) for place, one in enumerate(record.notebooks))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(name)}: {record.outcome}</title><style>{style}</style></head>"
        f"<body><nav>{_contents(record)}</nav><main>{_head(record, name)}{parts}</main>"
        f"<script>{script}</script></body></html>"
    )


def _head(record: Record, name: str) -> str:
    """Return the title, the outcome and the facts."""
    cells = [cell for one in record.notebooks for cell in one.cells if not cell.cell.is_prose]
    run = sum(cell.state != "not run" for cell in cells)
    facts = {
        "cells run": f"{run} of {sum(not cell.cell.is_empty for cell in cells)}",
        "took": f"{record.seconds:.1f} s",
        "began": f"{record.began:%Y-%m-%d %H:%M} UTC",
    }
    facts |= record.parameters
    shown = "".join(
        f"<div><dt>{html.escape(key)}</dt><dd>{html.escape(value)}</dd></div>" for key, value in facts.items()
    )
    kind = "good" if record.outcome == "succeeded" else "bad"
    state = f'<p class="outcome {kind}">{MARKS[record.outcome]} {record.outcome}{_why(record)}</p>'
    title = f"<p class=over>Corkboard notebook</p><h1>{html.escape(name)}</h1>"
    return f"<header>{title}{state}<dl>{shown}</dl></header>"


def _why(record: Record) -> str:
    """Return what ended the run, with a link to the cell."""
    for place, one in enumerate(record.notebooks):
        if one.failed and not record.reason:
            number = one.failed.cell.number
            return f' in <a href="#c{place}-{number}">cell {number}</a>'
        if one.exit_value is not None and len(record.notebooks) == 1:
            return f": it returned <code>{html.escape(one.exit_value)}</code>"
    return f": {html.escape(record.reason)}" if record.reason else ""


def _contents(record: Record) -> str:
    """Return links to the headings, and to the cell that failed."""
    lines = []
    for place, one in enumerate(record.notebooks):
        if len(record.notebooks) > 1:
            lines.append(f'<li class=h1><a href="#n{place}">{html.escape(one.notebook.name)}</a></li>')
        for cell in one.cells:
            if cell.cell.is_prose:
                lines += [_entry(place, cell, match) for match in HEADING.finditer(cell.cell.body)]
            elif cell.state == "failed":
                number = cell.cell.number
                lines.append(f'<li class="h1 bad"><a href="#c{place}-{number}">✘ cell {number}</a></li>')
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _entry(place: int, cell: CellRecord, match: re.Match[str]) -> str:
    text = re.sub(r"[*_`]|\[([^]]*)\]\([^)]*\)", r"\1", match[2])
    return f'<li class=h{len(match[1])}><a href="#c{place}-{cell.cell.number}">{html.escape(text)}</a></li>'


def _notebook(place: int, record: NotebookRecord) -> str:
    cells = "".join(_cell(place, cell, record.notebook.language) for cell in record.cells)
    return f'<section id="n{place}" aria-label="{html.escape(record.notebook.name)}">{cells}</section>'


def _cell(place: int, record: CellRecord, language: str) -> str:
    """Return a cell: its number and time, its source, what it showed."""
    cell = record.cell
    identity = f'id="c{place}-{cell.number}"'
    if cell.is_prose:
        return f"<article class=prose {identity}>{prose(cell.body)}</article>"
    if cell.is_empty:
        return ""
    took = f"{record.seconds:.1f} s" if record.order else "not run"
    tag = f"<span class=tag>{html.escape(cell.language)}</span>" * (cell.language != language)
    shown = "".join(map(output, record.outputs))
    return (
        f'<article class="cell {record.state.replace(" ", "-")}" {identity}>'
        f'<div class=gutter><a href="#c{place}-{cell.number}">{cell.number}</a><small>{took}</small></div>'
        f"<div class=body>{tag}{code(cell.source, cell.language)}"
        f"{f'<div class=outputs>{shown}</div>' if shown else ''}</div></article>"
    )
