"""``corkboard demo``: the whole pipeline, once, on a stack of its own."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corkboard import catalogue
from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err
from corkboard.cli.services import run_quietly
from corkboard.cli.steps import Steps
from corkboard.cli.up import bring_up
from corkboard.errors import VerifyError
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.cli.globals import Globals
    from corkboard.settings import Settings
    from corkboard.stack.engine import Engine

UP_TIMEOUT_S = 180
LANDING_TIMEOUT_S = 120
BROKEN_ROW = 7528


def demo(
    context: typer.Context,
    rows: Annotated[int | None, typer.Option(help="Post only the first N rows; all by default.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack up at the end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring up a stack named demo, post everything, clean it, answer the questions, and prove it.

    It uses free ports and a folder of its own, so no other stack is touched. Exits 1 if the proof fails.
    """
    options = dataclasses.replace(context.obj, name="demo")
    _fetch_parts(options)
    engine = engine_of(options)
    engine.destroy()
    try:
        with Steps() as steps:
            _run(engine, options, steps, rows)
        code = _show(options.settings(), rows, as_json=as_json)
        if as_json:
            emit_json("demo", {"seconds": steps.timings, "report": str(_report(options.settings()))})
        if code:
            raise VerifyError("the proof failed: see the table above", hint="corkboard --name demo verify")
    finally:
        if not keep:
            engine.down()
    if not as_json:
        _say_what_next(engine, keep=keep)


def _fetch_parts(options: Globals) -> None:
    """Fetch what is missing, so that the demo is the only command a newcomer needs."""
    from corkboard.stack import install

    parts = Parts(options.settings().cache)
    if install.plan(parts):
        err.print(f"fetching parts into {parts.cache} (once)")
    install.install(parts, err)


def _run(engine: Engine, options: Globals, steps: Steps, rows: int | None) -> None:
    from corkboard.provision.ready import wait_landed

    with steps.begin("up") as step:
        bring_up(
            engine,
            options,
            only=(),
            timeout_s=UP_TIMEOUT_S,
            report=lambda name, state: step.report(f"{name} {state}"),
        )
        step.report("MySQL seeded; Kafka, Connect, S3 and the gateway are usable")
    settings = options.settings()
    with steps.begin("post") as step:
        wanted = ["--rows", str(rows)] if rows else ["--all"]
        total = (rows or settings.stack.rows) * len(catalogue.FEEDS)
        answer = run_quietly(
            settings,
            "corkboard_emulator",
            [*wanted, "--path", "batch", "--json"],
            while_running=lambda: step.report(f"{_in_kafka(settings):,} of {total:,} records"),
        )
        step.report(f"{_in_kafka(settings):,} records through the gateway, {_rate(answer)}")
    with steps.begin("land") as step:
        stored = wait_landed(
            settings,
            timeout_s=LANDING_TIMEOUT_S,
            report=lambda done, end: step.report(f"{done:,} of {end:,} records"),
        )
        step.report(f"{stored:,} records in S3")
    with steps.begin("batch") as step:
        step.report("Spark cleans and answers")
        arguments = ["--json", "--report", str(_report(settings))]
        run_quietly(settings, "corkboard_spark.batch", arguments)
        step.report("three clean Delta tables, nine answers, one page")


def _in_kafka(settings: Settings) -> int:
    from corkboard.provision.ready import landed

    return sum(end for _, end in landed(settings).values())


def _rate(answer: str) -> str:
    summary: dict[str, Any] = json.loads(answer)
    summary = summary.get("data", summary)
    return f"{summary['records_per_s']:,.0f} a second"


def _report(settings: Settings) -> Path:
    return settings.state_dir / "report.html"


def _show(settings: Settings, rows: int | None, *, as_json: bool) -> int:
    """Print the proof and one post's way; return the proof's exit code."""
    from corkboard.cli.trace import trace
    from corkboard.cli.verify import verify

    code = verify(settings, run=None, as_json=as_json)
    key = BROKEN_ROW if rows is None or rows > BROKEN_ROW else 0
    trace(settings, catalogue.PIN.name, key, as_json=as_json)
    return code


def _say_what_next(engine: Engine, *, keep: bool) -> None:
    err.print(f"\nthe answers as a page: {_report(engine.settings)}", highlight=False, soft_wrap=True)
    if keep:
        for status in engine.status():
            err.print(f"  {status.name:<8} {status.address}", highlight=False)
        commands = ("--name demo status", "--name demo post --rows 100", "--name demo down")
    else:
        commands = ("up", "post --rows 100 --order course", "doctor")
    err.print("next:", *(f"  corkboard {command}" for command in commands), sep="\n", highlight=False)
