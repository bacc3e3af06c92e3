"""``corkboard down``: stop the stack; data stays."""

from __future__ import annotations

from typing import Annotated

import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err
from corkboard.stack import outputs


def down(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Stop every stand-in. Data, ledger and tables stay; 'corkboard up' goes on with them."""
    engine = engine_of(context.obj, is_mending=True)
    told = "there is no such stack"
    if engine.settings.state_dir.exists():
        with outputs.lock(engine.settings):
            told = engine.down()
    if as_json:
        emit_json("down", {"data": str(engine.settings.state_dir), "told": told})
    else:
        err.print(told, soft_wrap=True)
