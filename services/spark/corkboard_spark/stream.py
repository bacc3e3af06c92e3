"""``python -m corkboard_spark.stream``: what comes through Kinesis, into Delta tables, each record once."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

from corkboard import logs, program, settings
from corkboard.errors import UsageError
from corkboard.targets import entry
from corkboard_spark.streaming import figures, job
from corkboard_spark.streaming.durations import seconds_in
from corkboard_spark.streaming.halt import Halt
from corkboard_spark.streaming.kit import Duplicates  # noqa: TC001 - typer needs the type at run time
from corkboard_spark.streaming.screen import Screen

HELP = """
Clean what comes through Kinesis into the Delta tables pins_stream, geos_stream and users_stream.

\b
Examples:
  corkboard stream                    what is in the streams now, then end
  corkboard stream --for 5m           for five minutes
  corkboard stream --forever          until Ctrl-C; beside 'corkboard post --path stream'
  corkboard stream --duplicates keep  also rows that the source sent more than once

Without --for and --forever it does as --available-now says: it ends by itself, so a script or a scheduler
that says nothing is not kept waiting. Each record has its effect once, however often the job is stopped or
killed. A row's key decides: its latest record wins. What is no record goes to the table
dead_letters_stream with the reason. A stream that was lost and made again is read from its beginning.
Ctrl-C lets the batches that have begun end; a second one leaves at once, which loses nothing either.

\b
Exit codes:
  0    nothing is left, time is up, or it was told to end (SIGTERM)
  1    a stream was never made or is gone, or Kinesis, a table or a checkpoint is out of reach
  2    options or settings are wrong, or a table was made with the other --duplicates
  4    another streaming job is running
  130  stopped by Ctrl-C
"""
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(help=HELP)
def stream(  # noqa: PLR0917 - typer's options
    available_now: Annotated[
        bool, typer.Option("--available-now", help="End when all that is there now is read; the default.")
    ] = False,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="5m", help="End after that time: 30s, 5m, 1h.")
    ] = None,
    forever: Annotated[bool, typer.Option("--forever", help="Until Ctrl-C or SIGTERM.")] = False,
    duplicates: Annotated[
        Duplicates,
        typer.Option(
            help="What to do with a row of a key that is there: drop the older of the two, or keep both."
        ),
    ] = "drop",
    trigger_interval: Annotated[
        str,
        typer.Option(
            metavar="2s", help="The least time between two batches of a feed, each a commit and its files."
        ),
    ] = "500ms",
    prefix: Annotated[str | None, typer.Option(help="Of streams, instead of the setting.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Stream, print the summary, and leave with the outcome's code."""
    if sum((available_now, for_ is not None, forever)) > 1:
        raise UsageError("--available-now, --for and --forever contradict each other", hint="say one of them")
    for_s = None if forever else seconds_in(for_) if for_ else 0
    wish = job.Wish(for_s=for_s, duplicates=duplicates, interval_s=seconds_in(trigger_interval))
    loaded = settings.load({"prefix": prefix} if prefix else {})
    entry.enter(loaded)
    logs.configure(level=loaded.log_level)
    halt = Halt()
    halt.listen()
    with Screen() as screen:
        outcome = job.run(loaded, wish, halt, screen)
    _show(outcome, duplicates, as_json=as_json)
    raise typer.Exit(program.INTERRUPTED if halt.is_interrupt else 0)


def _show(outcome: job.Outcome, duplicates: Duplicates, *, as_json: bool) -> None:
    """Print what became of each feed."""
    if not as_json:
        Console().print(figures.as_table(outcome.feeds))
        return
    shown = figures.as_dict(
        outcome.feeds, duplicates=duplicates, seconds=outcome.seconds, ended_by=outcome.ended_by
    )
    typer.echo(json.dumps(shown, indent=2))


if __name__ == "__main__":
    program.run(app)
