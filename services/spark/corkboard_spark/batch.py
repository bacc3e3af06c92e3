"""``python -m corkboard_spark.batch``: what has landed in S3, into clean Delta tables, each record once."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path  # noqa: TC003 - typer needs the type at run time
from typing import Annotated

import typer
from rich.console import Console

from corkboard import logs, program, settings
from corkboard.errors import VerifyError
from corkboard.targets import entry
from corkboard_spark import pipeline, summary
from corkboard_spark.progress import Steps
from corkboard_spark.report import answer_to

HELP = """
Clean what has landed in S3 into the Delta tables pins, geos and users.

\b
Examples:
  corkboard batch                       what is new since the last run
  corkboard batch --report report.html  and answer the nine questions on a page
  corkboard batch --skip-gap            go on behind records that never landed

Each record has its effect once, however often the job is run or killed; run again, it reads only what
is new. A row's key decides: its latest record wins. What is no record goes to the table dead_letters
with the reason. Where records are missing the partition is held back, and the job exits with 1.

\b
Exit codes:
  0  everything that has landed is in the clean tables or in dead_letters
  1  a partition is held back, or S3 does not answer
  2  a setting is wrong
  4  another batch is running
"""
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(help=HELP)
def batch(
    prefix: Annotated[str | None, typer.Option(help="Of topics and bucket, instead of the setting.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write the answers as a page to this file.")] = None,
    skip_gap: Annotated[
        bool, typer.Option("--skip-gap", help="Go on behind records that never landed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Land, print the summary, and leave with the outcome's code."""
    began = time.monotonic()
    loaded = settings.load({"prefix": prefix} if prefix else {})
    entry.enter(loaded)
    logs.configure(level=loaded.log_level)
    with Steps() as steps:
        then = partial(answer_to, loaded=loaded, html=report) if report else None
        feeds = pipeline.run(loaded, steps, skip_gaps=skip_gap, then=then)
    seconds = time.monotonic() - began
    if as_json:
        typer.echo(
            json.dumps(
                summary.as_dict(feeds, seconds=seconds, report=str(report) if report else None), indent=2
            )
        )
    else:
        Console().print(summary.as_table(feeds))
    if held := [sentence for feed in feeds for sentence in feed.held]:
        raise VerifyError(
            "held back:\n  " + "\n  ".join(held), hint="land what is missing, or go on with --skip-gap"
        )


if __name__ == "__main__":
    program.run(app)
