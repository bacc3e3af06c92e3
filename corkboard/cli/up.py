"""``corkboard up``: start the stack and wait until it is usable."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from corkboard import airflow, catalogue
from corkboard.cli.engines import engine_of
from corkboard.cli.output import emit_json, err, out
from corkboard.cli.provision import RecordsPerObject  # noqa: TC001 - typer reads it when it runs
from corkboard.cli.services import seed_database
from corkboard.errors import UsageError
from corkboard.kafka.section import IAM
from corkboard.stack import outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.cli.globals import Globals
    from corkboard.settings import Settings
    from corkboard.stack.engine import Engine

LEAST_S = 10.0
DATABRICKS = ("spark", "jobs")
OPTIONAL: dict[str | None, tuple[str, ...]] = {
    None: (),
    IAM: (),
    "databricks": DATABRICKS,
    "airflow": (*DATABRICKS, *airflow.PROCESSES),
}

Only = Annotated[str, typer.Option(help="Only these, such as mysql,kafka; with what they need.")]
With = Annotated[
    Literal["databricks", "airflow", "msk-iam"] | None,
    typer.Option(
        "--with",
        help="Also the cluster that notebooks attach to, and the Jobs API; or these and Airflow; or "
        "Kafka with MSK's sign-in and rights, from then on.",
    ),
]
Timeout = Annotated[float, typer.Option(help="Seconds for everything together.")]
BuildImages = Annotated[
    bool | None,
    typer.Option(
        "--build-images/--official-images",
        help="With the docker engine: make every image here, for a machine that reaches no registry.",
        show_default="as at the last up; at the first, made here if compose/build/bases.sh has run",
    ),
]
NoBuild = Annotated[
    bool, typer.Option("--no-build", help="With the docker engine: take the images that are here, make none.")
]


def up(  # noqa: PLR0917 - typer's options
    context: typer.Context,
    only: Only = "",
    with_: With = None,
    records_per_object: RecordsPerObject = None,
    timeout: Timeout = 120,
    build_images: BuildImages = None,
    no_build: NoBuild = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Start MySQL, Kafka, Connect, S3, Kinesis and the gateway; provision and seed them.

    That is topics, streams, bucket, connector and tables. Ready means usable. Running it again changes
    nothing, unless something is missing: a stream that was lost with the AWS emulator's process is made
    again, which is said and begins the stream's next epoch.
    """
    options = dataclasses.replace(
        context.obj,
        records_per_object=records_per_object,
        build_images=build_images,
        no_build=no_build,
        kafka_security=IAM if with_ == IAM else None,
    )
    engine = engine_of(options, is_mending=True)
    _install_wanted(engine.settings, with_)
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    began = time.monotonic()

    def report(name: str, state: str) -> None:
        if not as_json:
            err.print(f"  {time.monotonic() - began:5.1f} s  {name:<10} {state}")

    with outputs.lock(engine.settings), _told_how_to_go_on():
        bring_up(engine, options, only=names, also=OPTIONAL[with_], timeout_s=timeout, report=report)
    if as_json:
        emit_json("up", [status.as_dict() for status in engine.status()])
    else:
        _print_addresses(engine)


def _install_wanted(settings: Settings, with_: str | None) -> None:
    """Fetch what this stack has besides, where it is not there."""
    if with_ == "airflow":
        install_more(settings, "Airflow", with_airflow=True)
    if with_ == IAM or (settings.kafka.has_iam and settings.stack.engine == "native"):
        install_more(settings, "MSK's sign-in", with_iam=True)


def install_more(
    settings: Settings, what: str, *, with_airflow: bool = False, with_iam: bool = False
) -> None:
    """Fetch what few ask for if it is not there, and say first what that downloads; an image has Airflow.

    Raises:
        UsageError: The engine does not have it.
    """
    from corkboard.stack import install
    from corkboard.stack.parts import Parts

    if settings.stack.engine == "docker" and with_airflow:
        return
    if settings.stack.engine != "native":
        raise UsageError(
            f"{what} does not run on the {settings.stack.engine} engine",
            hint="a stack of its own without Docker: corkboard --engine native --name mine up --with …",
        )
    parts = Parts(settings.cache)
    parts.require()
    if missing := install.plan(parts, with_airflow=with_airflow, with_iam=with_iam):
        megabytes = sum(missing.values()) / 1e6
        err.print(f"fetching {what} into {parts.cache}: {megabytes:.0f} MB (once)", soft_wrap=True)
        install.install(parts, err, with_airflow=with_airflow, with_iam=with_iam)


@contextlib.contextmanager
def _told_how_to_go_on() -> Iterator[None]:
    """Say what an interruption leaves."""
    try:
        yield
    except KeyboardInterrupt:
        err.print("interrupted; what has started runs on: 'corkboard up' goes on, 'corkboard down' stops it")
        raise


def bring_up(
    engine: Engine,
    options: Globals,
    *,
    only: tuple[str, ...],
    also: tuple[str, ...] = (),
    timeout_s: float,
    report: Callable[[str, str], None],
) -> None:
    """Start the stand-ins and, when all are wanted, provision, seed and wait for the connector."""
    from corkboard.provision.apply import provision
    from corkboard.provision.ready import wait_connector

    deadline = time.monotonic() + timeout_s
    engine.up(only=only, also=also, timeout_s=timeout_s, report=report)
    settings = options.settings()
    if options.records_per_object:
        outputs.keep(settings)
    if only:
        return
    seed_database(settings, "--if-absent", timeout_s=max(LEAST_S, deadline - time.monotonic()))
    report("database", "seeded")
    for step in provision(settings):
        report("provision", step.told())
    wait_connector(settings, timeout_s=max(LEAST_S, deadline - time.monotonic()))
    report("sink", f"running; an object holds up to {settings.connect.records_per_object:,} records")
    if set(airflow.PROCESSES) & set(also):
        _give_dag(settings, report, timeout_s=max(LEAST_S, deadline - time.monotonic()))


def _give_dag(settings: Settings, report: Callable[[str, str], None], *, timeout_s: float) -> None:
    """Upload our DAG if it is not there, and wait until Airflow has read it."""
    from corkboard.provision import dags

    is_new = dags.upload(settings)
    dags.set_variables(settings)
    dags.wait_read(settings, timeout_s=timeout_s)
    report("dag", f"{catalogue.DAILY_BATCH} {'uploaded and ' if is_new else ''}read by Airflow")


def _print_addresses(engine: Engine) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("stand-in", "plays", "address"):
        table.add_column(column)
    wanted = [status for status in engine.status() if not status.is_unwanted]
    for status in wanted:
        table.add_row(status.name, status.plays, status.address)
    out.print(table)
    if any(status.name in airflow.PROCESSES for status in wanted):
        section = engine.settings.airflow
        password = outputs.secret_file(engine.settings, outputs.ADMINISTRATOR)
        out.print(f"Airflow: {section.url} as {section.user}, password in {password}", soft_wrap=True)
    out.print("next: corkboard post --rows 100")
