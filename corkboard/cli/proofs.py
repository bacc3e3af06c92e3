"""``corkboard verify`` and ``corkboard trace``: the proof, and the way of one post."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import typer

from corkboard import catalogue
from corkboard.cli.there import leave_to_machine
from corkboard.errors import UsageError

FeedName = StrEnum("FeedName", {feed.name: feed.name for feed in catalogue.FEEDS})  # type: ignore[misc]  # built from the catalogue


def verify(
    context: typer.Context,
    run: Annotated[str | None, typer.Option(help="Only this posting run.")] = None,
    path: Annotated[
        Literal["batch", "stream", "both"], typer.Option(help="Only what was posted along this path.")
    ] = "both",
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B",
            help="Instead, compare two targets' clean tables row by row, such as local aws; "
            "a stack of another name is local:NAME.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read every hop and prove that nothing was lost, doubled or changed; exit 1 when something was."""
    if compare is not None:
        from corkboard.cli.compare import compare as compare_targets

        if run is not None:
            raise UsageError("--run is of one target", hint="leave it out: --compare takes whole tables")
        raise typer.Exit(compare_targets(context.obj, compare, path=path, as_json=as_json))
    settings = context.obj.stack_settings()
    words = ["--path", path, *(["--run", run] if run else []), *(["--json"] if as_json else [])]
    leave_to_machine(settings, ["verify", *words])
    from corkboard.cli.verify import verify as verify_hops

    raise typer.Exit(verify_hops(settings, run=run, path=path, as_json=as_json))


def trace(
    context: typer.Context,
    feed: Annotated[FeedName, typer.Argument(help="pin, geo or user.")],
    key: Annotated[int, typer.Argument(help="The row's key, such as 7528.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Follow one post: MySQL row, answer, Kafka offset, S3 object, Delta row."""
    settings = context.obj.stack_settings()
    leave_to_machine(settings, ["trace", feed.value, str(key), *(["--json"] if as_json else [])])
    from corkboard.cli.trace import trace as trace_post

    raise typer.Exit(trace_post(settings, feed.value, key, as_json=as_json))
