"""``corkboard provision``: make what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from corkboard.cli.output import emit_json, err


def provision(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is missing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Make what is missing of topics, bucket, read-only account and sink connector."""
    from corkboard.provision import apply

    settings = context.obj.settings()
    steps = apply.missing(settings) if dry_run else apply.provision(settings)
    if as_json:
        emit_json("provision", {"dry_run": dry_run, "steps": [str(step) for step in steps]})
        return
    for step in steps:
        err.print(f"{'missing' if dry_run else 'made'}: {step}")
    if not steps:
        err.print("nothing is missing")
