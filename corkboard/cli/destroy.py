"""``corkboard destroy``: stop the stack and remove all it has."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import err
from corkboard.errors import RefusedError
from corkboard.stack import outputs


def destroy(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop the stack and remove its database, topics, streams, objects, tables and ledger.

    The parts stay cached.
    """
    engine = engine_of(context.obj, is_mending=True)
    folder = engine.settings.state_dir
    if not yes:
        err.print(
            f"this removes {folder}: database, topics, streams, objects, clean tables, ledger, logs, secrets"
        )
        if not (sys.stdin.isatty() and typer.confirm("remove it?", err=True)):
            raise RefusedError("nothing was removed", hint="say so: corkboard destroy --yes")
    if folder.exists():
        with outputs.lock(engine.settings):
            engine.destroy()
    err.print(f"removed {folder}")
