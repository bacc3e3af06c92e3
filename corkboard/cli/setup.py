"""``corkboard setup``: fetch the parts, once for every stack of this person."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from corkboard.cli.output import emit_json, err
from corkboard.program import INTERRUPTED
from corkboard.stack.parts import Parts

MEMORY_MB = 2500
DISK_MB = 1150


def setup(
    context: typer.Context,
    with_: Annotated[
        Literal["airflow", "msk-iam"] | None,
        typer.Option(
            "--with",
            help="Also Airflow, in an environment of its own (Python 3.11 or 3.12); or MSK's sign-in.",
        ),
    ] = None,
    tests: Annotated[bool, typer.Option("--tests", help="Also what only the tests need.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fetch Kafka, Connect, Spark's jars, a database server and the AWS emulator; compile the sink.

    Everything is pinned by version and SHA-256 and kept in a cache for all stacks.
    A second run only checks; an interrupted one goes on where it stopped.
    """
    from corkboard.stack import airflow, install

    parts = Parts(context.obj.settings().cache)
    with_airflow = with_ == "airflow" or (tests and airflow.is_supported())
    with_iam = with_ == "msk-iam" or tests
    if tests and not with_airflow:
        err.print("Airflow is left out: it needs Python 3.11 or 3.12")
    missing = install.plan(parts, with_tests=tests, with_airflow=with_airflow, with_iam=with_iam)
    megabytes = sum(missing.values()) / 1e6
    if missing and not as_json:
        names = ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in missing.items() if size)
        err.print(f"to download: {megabytes:.0f} MB{f' ({names})' if names else ''}")
        disk_mb = DISK_MB + (airflow.DISK_MB if "airflow" in missing else 0)
        err.print(f"needs: {disk_mb} MB of disk in {parts.cache}, {MEMORY_MB} MB of memory to run everything")
    try:
        install.install(parts, err, with_tests=tests, with_airflow=with_airflow, with_iam=with_iam)
    except KeyboardInterrupt:
        err.print("interrupted; run 'corkboard setup' again, it goes on where it stopped")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        emit_json("setup", {"cache": str(parts.cache), "downloaded_mb": round(megabytes, 1)})
    elif missing:
        err.print(f"all parts are in {parts.cache}")
