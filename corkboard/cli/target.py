"""``corkboard target``: which targets there are, what is set there and why, and whether all of it answers."""

from __future__ import annotations

import dataclasses
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corkboard.cli.output import emit_json, err, out
from corkboard.errors import CorkboardError, UsageError
from corkboard.layers import TARGETS, read_toml
from corkboard.program import addressed
from corkboard.settings import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corkboard.cli.globals import Globals

app = typer.Typer(help="Local or AWS: what is set, where from, and whether it answers.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(help="local or aws; the one that holds by default.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class Hop(StrEnum):
    """What ``check`` tries, in its order."""

    ACCOUNT = "account"
    S3 = "s3"
    KINESIS = "kinesis"
    GATEWAY = "gateway"
    KAFKA = "kafka"
    DATABASE = "database"


@app.command("list")
def list_targets(context: typer.Context, as_json: Json = False) -> None:
    """Show the targets, which one holds, and what each is."""
    chosen = layers(context.obj.overrides(), is_mending=True)
    default = read_toml(chosen.home / "corkboard.toml").get("default_target", TARGETS[0])
    rows = [_seen(_of(context.obj, name), is_default=name == default) for name in TARGETS]
    for row in rows:
        row["holds"] = row["target"] == chosen.target
    if as_json:
        emit_json("target list", {"targets": rows})
        return
    out.print(_table(rows[0], [[_word(value) for value in row.values()] for row in rows]))


@app.command()
def show(
    context: typer.Context,
    name: Name = None,
    why: Annotated[bool, typer.Option("--why", help="Say which layer each value is from.")] = False,
    as_json: Json = False,
) -> None:
    """Show each setting of a target; secrets are named by where they are kept."""
    from corkboard.targets.show import rows

    options = _of(context.obj, name)
    found = rows(options.settings(), layers(options.overrides()))
    if as_json:
        emit_json("target show", {"settings": [asdict(row) for row in found]})
        return
    columns = ("setting", "value", "from") if why else ("setting", "value")
    out.print(_table(columns, [[row.setting, row.value, row.origin][: len(columns)] for row in found]))


@app.command()
def pull(context: typer.Context, name: Name = "aws", as_json: Json = False) -> None:
    """Read from AWS where everything is, into .corkboard/aws.outputs.json."""
    from corkboard.targets.pull import pull as pull_outputs

    settings = _of(context.obj, name).settings(is_mending=True)
    if settings.has_stand_ins:
        raise UsageError(
            "a stack here writes its outputs itself", hint="corkboard up, or: corkboard target pull aws"
        )
    found = pull_outputs(settings)
    if as_json:
        emit_json("target pull", {"file": found.file, "values": found.values, "absent": found.absent})
        return
    out.print(_table(("setting", "value"), [list(pair) for pair in found.values.items()]))
    err.print(f"in {found.file}", highlight=False, soft_wrap=True)
    if found.absent:
        err.print(f"not deployed: {', '.join(found.absent)}", highlight=False)


@app.command()
def check(
    context: typer.Context,
    name: Name = None,
    only: Annotated[list[Hop] | None, typer.Option(help="Only this connection; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Try each connection and the right to use it; exit 1 when one cannot be used."""
    from corkboard.targets.check import as_data
    from corkboard.targets.check import check as check_target

    options = _of(context.obj, name)
    tried = check_target(options.settings(), only or ())
    found = [dataclasses.replace(one, todo=addressed(one.todo, options.overrides())) for one in tried]
    is_well = all(one.ok for one in found)
    if as_json:
        emit_json("target check", {"checks": as_data(found)}, status="ok" if is_well else "failed")
    else:
        cells = [[one.name, "ok" if one.ok else "no", one.route, one.seen, one.todo] for one in found]
        out.print(_table(("connection", "", "route", "seen", "to do"), cells))
    raise typer.Exit(0 if is_well else 1)


def _of(options: Globals, name: str | None) -> Globals:
    """Return the options with the target that the argument names; it beats ``--target``."""
    return dataclasses.replace(options, target=name) if name else options


def _seen(options: Globals, *, is_default: bool) -> dict[str, Any]:
    """Return one target as a row; what is wrong with its settings is part of it."""
    from corkboard.targets.show import pulled

    row: dict[str, Any] = {"target": options.target, "default": is_default, "holds": False}
    try:
        settings = options.settings()
    except CorkboardError as error:
        return {**row, "prefix": "", "region": "", "account": "", "outputs": error.message}
    aws, never = settings.aws, "no stack" if settings.has_stand_ins else "never pulled"
    return {
        **row,
        "prefix": settings.prefix,
        "region": aws.region,
        "account": aws.expected_account,
        "outputs": pulled(settings).get("at", never),
    }


def _word(value: Any) -> str:
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def _table(columns: Iterable[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table
