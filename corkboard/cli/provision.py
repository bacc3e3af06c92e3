"""``corkboard provision``: make what is missing."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from corkboard.cli.output import emit_json, err
from corkboard.cli.there import leave_to_machine
from corkboard.stack import outputs

CONNECTOR_TIMEOUT_S = 60

RecordsPerObject = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=1_000_000,
        show_default=False,
        metavar="N",
        help="Records in each S3 object, at most. A local stack keeps N, through down and up, "
        "until N is given again; before, the settings say it (1000).",
    ),
]


def provision(
    context: typer.Context,
    records_per_object: RecordsPerObject = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is missing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Make what is missing of topics, streams, bucket, account and sink connector, and wait until it runs."""
    from corkboard.provision import apply
    from corkboard.provision.ready import wait_connector

    settings = dataclasses.replace(context.obj, records_per_object=records_per_object).stack_settings()
    words = [*(["--dry-run"] if dry_run else []), *(["--json"] if as_json else [])]
    leave_to_machine(settings, ["provision", *words])
    if records_per_object and not dry_run and settings.has_stand_ins:
        outputs.keep(settings)
    steps = apply.missing(settings) if dry_run else apply.provision(settings)
    if not dry_run and settings.has_stand_ins:
        wait_connector(settings, timeout_s=CONNECTOR_TIMEOUT_S)
    told = [str(step) if dry_run else step.told() for step in steps]
    if as_json:
        emit_json("provision", {"dry_run": dry_run, "steps": told})
        return
    for step in told:
        err.print(f"{'missing' if dry_run else 'made'}: {step}")
    if not steps:
        err.print("nothing is missing")
