"""``corkboard reset``: back to the seeded start, without restarting anything."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err
from corkboard.cli.services import seed_database
from corkboard.stack import outputs

CONNECTOR_TIMEOUT_S = 30


def reset(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Empty topics, bucket, clean tables, checkpoints and ledger; put the database back to its seed."""
    from corkboard.provision.apply import missing, provision
    from corkboard.provision.empty import empty
    from corkboard.provision.ready import wait_connector

    settings = engine_of(context.obj).settings
    context.obj.stack_settings()
    began = time.monotonic()
    with outputs.lock(settings):
        missing(settings)  # asks every server before anything is harmed
        seed_database(settings, "--renew")  # first, because it is refused where tables are somebody else's
        empty(settings)
        provision(settings)
        wait_connector(settings, timeout_s=CONNECTOR_TIMEOUT_S)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        emit_json("reset", {"seconds": seconds})
    else:
        err.print(f"reset in {seconds} s")
