"""``python -m corkboard_emulator``: users posting pins, places and profiles."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import typer
from rich.console import Console

from corkboard import logs, program, settings
from corkboard_emulator import flags  # noqa: TC001 - typer needs the types at run time
from corkboard_emulator.app import post as post_run
from corkboard_emulator.options import Conduct, Wish
from corkboard_emulator.screen import print_plain
from corkboard_emulator.summary import sentences

if TYPE_CHECKING:
    from corkboard_emulator.lane import Outcome

HELP = """
Post rows of the three tables as users do; row n of pin, geo and user together is one post.

\b
Examples:
  corkboard post                                the first 100 rows
  corkboard post --all                          every row, one record a request
  corkboard post --all --batch-size 500         500 records a request
  corkboard post --path stream --rows 1000      to the Kinesis streams, one record a request
  corkboard post --path both --all              every row along both paths, side by side
  corkboard post --order course --rows 1000     the course's draws: 7528, 2863, 5730, ...
  corkboard post --order course --forever --pace human
                                                like the course's script, until Ctrl-C
  corkboard post --forever --rate 50            50 posts a second, evenly
  corkboard post --resume 20260101T120000Z-batch-1a2b
                                                go on where a run stopped

Each record is in the ledger before it is sent, and again when its fate is known.
Ctrl-C finishes the posts in flight and says how to go on; a second one leaves at once.
With --path both there are two runs with the same draws, each with its own summary and its own --resume.

\b
Exit codes:
  0    every record is acknowledged
  1    some are refused for good, or a server was away for longer than --patience
  2    options that contradict each other
  130  stopped by Ctrl-C
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(help=HELP)
def post(  # noqa: PLR0917 - typer's options
    path: flags.Path = None,
    rows: flags.Rows = None,
    every: flags.Every = False,
    forever: flags.Forever = False,
    order: flags.Order = None,
    seed: flags.Seed = None,
    rate: flags.Rate = None,
    pace: flags.Pace = None,
    batch_size: flags.BatchSize = 1,
    in_flight: flags.InFlight = 20,
    patience: flags.Patience = 120,
    resume: flags.Resume = None,
    as_json: flags.AsJson = False,
) -> None:
    """Post, print the summary, and leave with the outcome's code."""
    wish = Wish(path=path, order=order, seed=seed, rows=rows, every=every, forever=forever, resume=resume)
    conduct = Conduct(
        rate=rate,
        is_human=pace == "human",
        batch_size=batch_size,
        in_flight=in_flight,
        patience_s=patience,
    )
    loaded = settings.load()
    logs.configure(level=loaded.log_level)
    outcomes = asyncio.run(post_run(loaded, wish, conduct))
    _tell(outcomes, as_json=as_json)
    errors = [outcome.error for outcome in outcomes if outcome.error]
    for error in errors[1:]:
        print_plain(Console(stderr=True), str(error))
    if errors:
        raise errors[0]
    raise typer.Exit(max(outcome.exit_code for outcome in outcomes))


def _tell(outcomes: list[Outcome], *, as_json: bool) -> None:
    """Print the summary; as JSON those of runs side by side are one object by path."""
    out = Console()
    summaries = {outcome.summary.path: outcome.summary for outcome in outcomes}
    if as_json:
        document = summaries if len(outcomes) > 1 else outcomes[0].summary
        print_plain(out, msgspec.json.encode(document).decode())
        return
    for outcome in outcomes:
        for line in sentences(outcome.summary, outcome.last_dead):
            print_plain(out, line)


if __name__ == "__main__":
    program.run(app)
