"""``corkboard reset``: back to the seeded start, without restarting anything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from corkboard import catalogue
from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err
from corkboard.cli.services import seed_database
from corkboard.stack import outputs

if TYPE_CHECKING:
    from corkboard.stack.engine import Engine

CONNECTOR_TIMEOUT_S = 30


def reset(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Empty topics, streams, bucket, clean tables, checkpoints and ledger; put the database back to its seed.

    The Databricks Jobs API forgets its jobs and runs, and Airflow the runs of all DAGs; the workspace's
    notebooks and the DAGs stay. A stream that kinesis.shared_stream names stays, because others may use it;
    what is in it now is not read again.
    """
    from corkboard.provision import dags
    from corkboard.provision.apply import provision
    from corkboard.provision.empty import empty
    from corkboard.provision.observe import observe
    from corkboard.provision.ready import wait_connector
    from corkboard.provision.runs import forget_runs

    engine = engine_of(context.obj)
    settings = engine.settings
    context.obj.stack_settings()
    began = time.monotonic()
    with outputs.lock(settings):
        # Asks every server before anything is harmed.
        observe(settings, catalogue.sink_connector(settings.prefix))
        seed_database(settings, "--renew")  # first, because it is refused where tables are somebody else's
        forget_runs(settings)  # before their tables go
        empty(settings)
        provision(settings)
        if _has_airflow(engine):
            dags.forget_runs(settings)
        wait_connector(settings, timeout_s=CONNECTOR_TIMEOUT_S)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        emit_json("reset", {"seconds": seconds})
    else:
        err.print(f"reset in {seconds} s")


def _has_airflow(engine: Engine) -> bool:
    """Say whether Airflow's web server is this stack's own and answers."""
    return any(one.name == "airflow-webserver" and one.state == "ready" for one in engine.status())
