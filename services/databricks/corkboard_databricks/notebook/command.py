"""``corkboard notebook run`` and ``corkboard notebook check``."""

from __future__ import annotations

import json
from pathlib import Path  # typer needs the type at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from corkboard import logs, program, settings
from corkboard.errors import UsageError
from corkboard.folders import require_writable
from corkboard_databricks.notebook.check import Finding, findings
from corkboard_databricks.notebook.durations import seconds_in
from corkboard_databricks.notebook.front import Front, Wish, ended_by_signals
from corkboard_databricks.notebook.ipynb import executed
from corkboard_databricks.notebook.page.document import document
from corkboard_databricks.notebook.reading import read
from corkboard_databricks.notebook.terminal import Terminal

if TYPE_CHECKING:
    from corkboard_databricks.notebook.record import Record

HELP = """
Run notebooks written for Databricks as they are, on the stack's cluster.

\b
Examples:
  corkboard notebook run clean.ipynb                     each cell's output as it comes
  corkboard notebook run clean.py --html clean.html      and a page with tables, figures and errors
  corkboard notebook run clean.py --ipynb done.ipynb     and the notebook with its outputs
  corkboard notebook run a.py b.py --shared              in one session, with the same variables
  corkboard notebook run daily.py --param day=2026-11-21 a value for dbutils.widgets.get("day")

A cell that fails ends the run with its number and the notebook's own traceback; dbutils.notebook.exit ends
it with success. Streams that still run behind the last cell read what there is, for --streams at most.
Ctrl-C ends the cell, its Spark jobs and its streams.

\b
Exit codes:
  0    every cell is done, or the notebook ended itself
  1    a cell failed, its process died, or there is no cluster
  2    a notebook is broken, or has cells in a language that is not run here
  4    a cell took longer than --cell-timeout
  130  cancelled by Ctrl-C
"""
CHECK_HELP = """
Say cell by cell what a notebook uses that is not there, without running it.

\b
Exit codes:
  0  nothing was found
  1  something was
  2  a notebook is broken
"""
USAGE = UsageError.exit_code
EXIT_CODES = {"succeeded": 0, "failed": 1, "died": 1, "timed out": 4, "cancelled": program.INTERRUPTED}
app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Notebooks written for Databricks, run as they are.",
)
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="An .ipynb, or a .py from Databricks.")]


Root = Annotated[
    Path | None,
    typer.Option(help="Where /Workspace and /Users begin.", show_default="the Git repository, or the folder"),
]


@app.command(help=HELP)
def run(  # noqa: PLR0917 - typer's options
    files: Files,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A widget's value.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page to this file.")] = None,
    ipynb: Annotated[
        Path | None, typer.Option(help="Write the executed notebook here; several go to a folder.")
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="One session, the same variables.")] = False,
    cell_timeout: Annotated[
        str | None, typer.Option(metavar="10m", help="How long a cell may take.", show_default="no limit")
    ] = None,
    streams: Annotated[
        str, typer.Option(metavar="1m", help="How long streams go on behind the last cell.")
    ] = "1m",
    root: Root = None,
) -> None:
    """Run, write what was asked for, and leave with the outcome's code."""
    notebooks = [read(file) for file in files]
    for option, place in (("--html", html), ("--ipynb", ipynb)):
        if place is not None:
            require_writable(place, option)
    loaded = settings.load()
    logs.configure(level=loaded.log_level)
    wish = Wish(
        parameters=dict(_parameter(word) for word in param or ()),
        root=root,
        is_shared=shared,
        cell_s=seconds_in(cell_timeout) if cell_timeout else None,
        streams_s=seconds_in(streams),
    )
    screen = Terminal(Console(highlight=False))
    front = Front(wish, settings.child_environment(loaded), screen)
    with ended_by_signals(front):
        record = front.run(notebooks)
    screen.end(record)
    write(record, html, ipynb)
    raise typer.Exit(EXIT_CODES[record.outcome])


@app.command(help=CHECK_HELP)
def check(
    files: Files,
    root: Root = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look, print what was found, and leave with 1 where that is anything."""
    found = {str(file): _looked_at(file, root) for file in files}
    if as_json:
        shown = [
            {"file": file, "cell": one.cell, "line": one.line, "what": one.what, "why": one.why}
            for file, lines in found.items()
            for one in lines
        ]
        typer.echo(json.dumps({"findings": shown}, indent=2))
    else:
        _print(found)
    is_broken = any(one.cell == 0 for lines in found.values() for one in lines)
    raise typer.Exit(USAGE if is_broken else int(any(found.values())))


def write(record: Record, html: Path | None, ipynb: Path | None) -> None:
    """Write the page and the executed notebooks."""
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(document(record), encoding="utf-8")
    if ipynb is not None:
        is_one = len(record.notebooks) == 1 and ipynb.suffix == ".ipynb"
        (ipynb.parent if is_one else ipynb).mkdir(parents=True, exist_ok=True)
        for one in record.notebooks:
            path = ipynb if is_one else ipynb / f"{one.notebook.name}.ipynb"
            path.write_text(executed(one), encoding="utf-8")


def _parameter(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name:
        raise UsageError(f"--param {word} has no value", hint="write --param name=value")
    return name, value


def _looked_at(file: Path, root: Path | None) -> list[Finding]:
    """Return what a notebook lacks; of one that is broken, that it is."""
    try:
        return findings(read(file), root)
    except UsageError as error:
        return [Finding(0, 0, "the notebook", error.message)]


def _print(found: dict[str, list[Finding]]) -> None:
    for file, lines in found.items():
        typer.echo(f"{file}: {'nothing is missing' if not lines else f'{len(lines)} found'}")
        for one in lines:
            typer.echo(f"  cell {one.cell}, line {one.line}: {one.what}: {one.why}")
