"""``corkboard reset``: back to the seeded start, without restarting anything."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err
from corkboard.cli.services import run_service
from corkboard.provision.apply import provision
from corkboard.provision.empty import empty
from corkboard.provision.ready import wait_connector
from corkboard.stack import outputs

CONNECTOR_TIMEOUT_S = 30


def reset(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Empty topics, bucket, clean tables, checkpoints and ledger; put the database back to its seed."""
    settings = engine_of(context.obj).settings
    began = time.monotonic()
    with outputs.lock(settings):
        empty(settings)
        run_service(settings, "corkboard_database", ["seed", "--quiet"])
        provision(settings)
        wait_connector(settings, timeout_s=CONNECTOR_TIMEOUT_S)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        emit_json("reset", {"seconds": seconds})
    else:
        err.print(f"reset in {seconds} s")
