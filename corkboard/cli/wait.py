"""``corkboard wait``: until everything in the topics is in S3."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corkboard.cli.output import emit_json, err
from corkboard.cli.there import leave_to_machine


def wait(
    context: typer.Context,
    timeout: Annotated[float, typer.Option(help="Seconds without any progress that are too many.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Wait until the sink has stored every record that is in the topics."""
    from corkboard.provision.ready import wait_landed

    settings = context.obj.stack_settings()
    leave_to_machine(settings, ["wait", "--timeout", f"{timeout:g}", *(["--json"] if as_json else [])])
    columns = (TextColumn("landing in S3"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=as_json) as progress:
        task = progress.add_task("landing", total=None)

        def report(stored: int, total: int) -> None:
            progress.update(task, completed=stored, total=total)

        stored = wait_landed(settings, timeout_s=timeout, report=report)
    if as_json:
        emit_json("wait", {"stored": stored})
