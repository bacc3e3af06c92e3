"""``corkboard status``: each stand-in's state, address, memory and age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from corkboard import catalogue
from corkboard.airflow import synced
from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, out
from corkboard.stack.roles import GROUPS

if TYPE_CHECKING:
    from corkboard.airflow.synced import Synced
    from corkboard.settings import Settings
    from corkboard.stack.engine import Status

COLOURS = {"ready": "green", "running": "green", "starting": "yellow", "failed": "red", "stopped": "dim"}


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show the state of every stand-in; exit 1 when one is not usable."""
    engine = engine_of(context.obj)
    found = engine.status()
    sink, streams = _sink_state(engine.settings, found), _streams_state(engine.settings, found)
    dags = _dags_state(engine.settings, found)
    is_healthy = (
        not sink
        and not streams
        and not (dags and dags.failure)
        and all(one.state == "ready" or one.is_unwanted for one in found)
    )
    if as_json:
        data = {
            "stand_ins": [one.as_dict() for one in found],
            "sink": sink or "running",
            "streams": streams or "active",
            "dags": dags.told() if dags else "",
        }
        emit_json("status", data, status="ok" if is_healthy else "unhealthy")
    else:
        out.print(_table(found, sink, streams, dags))
    raise typer.Exit(0 if is_healthy else 1)


def _sink_state(settings: Settings, found: list[Status]) -> str:
    from corkboard.provision.ready import connector_state

    if not _is_ready("connect", found):
        return "connect is not ready"
    return connector_state(settings.connect.url, catalogue.sink_connector(settings.prefix))


def _streams_state(settings: Settings, found: list[Status]) -> str:
    from corkboard.provision.ready import streams_state

    return streams_state(settings) if _is_ready("aws", found) else "aws is not ready"


def _dags_state(settings: Settings, found: list[Status]) -> Synced | None:
    """Return the last look at the DAGs' bucket, where somebody looks."""
    return synced.read(settings) if _is_ready("airflow-dags", found) else None


def _is_ready(name: str, found: list[Status]) -> bool:
    return any(one.name == name and one.state == "ready" for one in found)


def _table(found: list[Status], sink: str, streams: str, dags: Synced | None) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("group", "stand-in", "plays", "state", "memory", "age", "address"):
        table.add_column(column, justify="right" if column in ("memory", "age") else "left")
    group = ""
    for one in sorted(found, key=lambda status: GROUPS.index(status.group)):
        shown = "" if one.group == group else one.group
        group = one.group
        state = f"[{COLOURS[one.state]}]{one.state}[/]" + (f" ({one.detail})" if one.detail else "")
        memory = f"{one.memory_mb} MB" if one.memory_mb else ""
        table.add_row(shown, one.name, one.plays, state, memory, _age(one.age_s), one.address)
    table.add_row("", "sink", "S3 sink connector", _coloured(sink, "running"), "", "", "")
    table.add_row("", "streams", "Kinesis streams", _coloured(streams, "active"), "", "", "")
    if dags:
        colour = "red" if dags.failure else "yellow" if dags.requirements else "green"
        table.add_row("", "dags", "MWAA's DAG folder", f"[{colour}]{escape(dags.told())}[/]", "", "", "")
    return table


def _coloured(seen: str, good: str) -> str:
    return f"[red]{seen}[/]" if seen else f"[green]{good}[/]"


def _age(seconds: float) -> str:
    if not seconds:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
