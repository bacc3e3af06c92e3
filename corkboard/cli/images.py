"""``corkboard images``: carry every image of the stack to a machine without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from corkboard.cli.output import emit_json, err
from corkboard.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Save every image of the docker engine to a file, or load them.")


@app.command()
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The archive to write, some gigabytes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write every image that this stack runs into one archive."""
    from corkboard.stack.docker import images

    names = images.names_of(context.obj.settings(is_mending=True))
    columns = (TextColumn("saving"), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("")
        images.save(names, file, lambda size: progress.update(task, completed=size))
    megabytes = round(file.stat().st_size / 1e6)
    if as_json:
        emit_json("images save", {"file": str(file), "images": names, "megabytes": megabytes})
    else:
        err.print(f"{len(names)} images, {megabytes:,} MB in {file}")
        err.print(f"there: corkboard images load {file.name}, then corkboard --engine docker up --no-build")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="An archive that 'images save' has written.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take every image of an archive."""
    from corkboard.stack.docker import images

    if not file.is_file():
        raise UsageError(f"there is no file {file}", hint="write it with 'corkboard images save FILE'")
    names = images.load(file)
    if as_json:
        emit_json("images load", {"images": names})
    else:
        err.print(f"{len(names)} images are here: {', '.join(names)}", soft_wrap=True)
