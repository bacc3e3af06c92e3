"""``corkboard demo``: the whole pipeline, once, on a stack of its own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import msgspec
import typer

from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err, out
from corkboard.cli.steps import Steps
from corkboard.errors import CorkboardError, VerifyError
from corkboard.stack import outputs
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corkboard.airflow.runs import Run
    from corkboard.cli.globals import Globals
    from corkboard.stack.engine import Engine
    from corkboard.verify.check import Report
    from corkboard.verify.story import Story

    Say = Callable[[str], None]

LOOK = "to look: corkboard --name demo up, then corkboard --name demo verify; logs are kept"


class Hops(Protocol):
    """What the demo runs; each says how far it is."""

    @property
    def page(self) -> Path:
        """The file with the answers."""

    def up(self, say: Say) -> None:
        """Start an empty stack."""

    def post(self, say: Say) -> dict[str, Any]:
        """Post the rows and return the summary."""

    def land(self, say: Say) -> None:
        """Wait until all is in S3."""

    def batch(self, say: Say) -> None:
        """Clean and answer."""

    def dag(self, say: Say) -> Run:
        """Let Airflow's daily DAG clean and prove, and answer."""

    def stream(self, say: Say) -> None:
        """Clean what came through Kinesis."""

    def verify(self, say: Say) -> Report:
        """Prove every hop."""

    def trace(self, say: Say) -> Story:
        """Follow one post."""

    def down(self, say: Say) -> None:
        """Stop the stack."""


@dataclasses.dataclass(frozen=True, slots=True)
class Played:
    """What a demo has shown.

    Attributes:
        posted: The emulator's summary of each path.
        report: The proof.
        story: One post's way.
        page: The file with the answers.
        seconds: How long each step took.
        run: The DAG's run, with Airflow.
    """

    posted: dict[str, Any]
    report: Report
    story: Story
    page: Path
    seconds: dict[str, float]
    run: Run | None = None


def demo(
    context: typer.Context,
    rows: Annotated[int | None, typer.Option(help="Post only the first N rows; all by default.")] = None,
    with_: Annotated[
        Literal["airflow"] | None,
        typer.Option("--with", help="Let Airflow's daily DAG run the batch, on the Databricks cluster."),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack up at the end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring up a stack named demo, post everything along both paths, clean it, answer, and prove it.

    Batch is API Gateway, REST proxy, Kafka, S3, Spark; stream is API Gateway, Kinesis, Spark. It uses free
    ports and a folder of its own, so no other stack is touched. Exits 1 if the proof fails.
    """
    from corkboard.cli.hops import StackHops
    from corkboard.cli.up import OPTIONAL, install_more

    options = own_stack(context.obj)
    engine = engine_of(options, is_mending=True)
    is_given = engine.settings.stack.engine == "given"
    if engine.settings.stack.engine == "native":
        _fetch_parts(options)
    if with_:
        install_more(engine.settings, "Airflow", with_airflow=True)
    hops = StackHops(engine, options, rows, OPTIONAL[with_])
    with outputs.lock(engine.settings), Steps() as steps:
        played = play(hops, steps, keep=keep or is_given, has_airflow=bool(with_))
    show(played, as_json=as_json)
    if not as_json:
        _say_what_next(engine, keep=keep)


def own_stack(options: Globals) -> Globals:
    """Return the options of the demo's own stack; on stand-ins that are given, of its own prefix in them."""
    settings = options.settings(is_mending=True)
    if settings.stack.engine == "given":
        return dataclasses.replace(options, name=f"{settings.name}-demo", prefix=f"{settings.prefix}-demo")
    return dataclasses.replace(options, name="demo")


def _fetch_parts(options: Globals) -> None:
    """Fetch what is missing, so that the demo is the only command a newcomer needs."""
    from corkboard.stack import install

    parts = Parts(options.settings(is_mending=True).cache)
    if install.plan(parts):
        err.print(f"fetching parts into {parts.cache} (once)")
    install.install(parts, err)


def play(hops: Hops, steps: Steps, *, keep: bool, has_airflow: bool = False) -> Played:
    """Run every step and return what there is to show; with Airflow its DAG is the batch.

    Raises:
        CorkboardError: A step failed; its next step says how to look at what is left.
    """
    try:
        with steps.begin("up") as step:
            hops.up(step.report)
        with steps.begin("post") as step:
            posted = hops.post(step.report)
        with steps.begin("land") as step:
            hops.land(step.report)
        run = None
        with steps.begin("dag" if has_airflow else "batch") as step:
            if has_airflow:
                run = hops.dag(step.report)
            else:
                hops.batch(step.report)
        with steps.begin("stream") as step:
            hops.stream(step.report)
        with steps.begin("verify") as step:
            report = hops.verify(step.report)
            step.judge(
                "nothing lost, doubled or changed" if report.passed else "FAILED", is_good=report.passed
            )
        with steps.begin("trace") as step:
            story = hops.trace(step.report)
    except CorkboardError as error:
        error.hint = "\n  → ".join(filter(None, (error.hint, LOOK)))
        raise
    finally:
        if not keep:
            with steps.begin("down") as step:
                hops.down(step.report)
    return Played(posted, report, story, hops.page, steps.timings, run)


def show(played: Played, *, as_json: bool) -> None:
    """Print the proof and the post's way, as tables or as one document.

    Raises:
        VerifyError: The proof failed.
    """
    from corkboard.cli.trace import tree_of
    from corkboard.cli.verify import as_data
    from corkboard.cli.verify import show as show_report

    report = played.report
    failure = VerifyError("the proof failed: see what it names above", hint=LOOK)
    if as_json:
        data = {
            "seconds": played.seconds,
            "posted": played.posted,
            "verify": as_data(report),
            "trace": msgspec.to_builtins(played.story),
            "report": str(played.page),
            "dag": dataclasses.asdict(played.run) if played.run else None,
        }
        emit_json("demo", data, status="ok" if report.passed else "failed")
        raise typer.Exit(0 if report.passed else failure.exit_code)
    show_report(report)
    if played.run:
        out.print(
            f"{played.run.told()}, run {played.run.name}", markup=False, highlight=False, soft_wrap=True
        )
    out.print(tree_of(played.story))
    if not report.passed:
        raise failure


def _say_what_next(engine: Engine, *, keep: bool) -> None:
    settings = engine.settings
    page = (settings.stack.out_dir or settings.state_dir) / "report.html"
    err.print(f"\nthe answers as a page: {page}", highlight=False, soft_wrap=True)
    if settings.stack.engine == "given":
        again = f"--name {settings.name} --prefix {settings.prefix} verify"
        commands: tuple[str, ...] = (again, "post --rows 100 --order course", "verify")
    elif keep:
        for status in engine.status():
            if not status.is_unwanted:
                err.print(f"  {status.name:<8} {status.address}", highlight=False)
        commands = ("--name demo status", "--name demo post --rows 100", "--name demo down")
    else:
        commands = ("up", "post --rows 100 --order course", "doctor")
    err.print("next:", *(f"  corkboard {command}" for command in commands), sep="\n", highlight=False)
