"""``corkboard logs``: the ends of the stand-ins' logs."""

from __future__ import annotations

from typing import Annotated

import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, out
from corkboard.errors import UsageError
from corkboard.stack.logtail import follow as follow_files
from corkboard.stack.logtail import last_lines

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")


def logs(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One stand-in; all of them by default.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines come; Ctrl-C ends.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many of the last lines.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show the last lines of the logs."""
    if follow and as_json:
        raise UsageError("--follow has no end and --json is one document", hint="leave one out")
    files = engine_of(context.obj).log_files()
    if name is not None and name not in files:
        raise UsageError(f"there is no log of {name}", hint=f"known: {', '.join(files)}")
    chosen = {name: files[name]} if name else files
    if as_json:
        emit_json("logs", {one: last_lines(path, lines).splitlines() for one, path in chosen.items()})
        return
    colours = {one: COLOURS[index % len(COLOURS)] for index, one in enumerate(chosen)}
    for one, path in chosen.items():
        for line in last_lines(path, lines).splitlines():
            _show(one, line, colours[one])
    if follow:
        for one, line in follow_files(chosen):
            _show(one, line, colours[one])


def _show(name: str, line: str, colour: str) -> None:
    out.print(f"{name:<10}", style=colour, end="")
    out.print(line, markup=False, highlight=False, soft_wrap=True)
