"""``python -m corkboard_database``: load the three tables, or show their rows without a server."""

from __future__ import annotations

import dataclasses
import json
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from corkboard import logs, program, settings
from corkboard.catalogue import feed_named
from corkboard.errors import UsageError
from corkboard_database.load import Outcome, load
from corkboard_database.plan import Existing, Mark
from corkboard_database.rows import MOST_ROWS, generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

RowsOption = Annotated[int | None, typer.Option("--rows", min=1, max=MOST_ROWS, help="Rows in each table.")]
SeedOption = Annotated[int | None, typer.Option("--seed", help="What the rows are made from.")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace the tables in any case, whoever made them.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Say nothing but what went wrong.")]
IfAbsentOption = Annotated[
    bool, typer.Option("--if-absent", help="Keep three tables that exist, whatever is in them.")
]
RenewOption = Annotated[
    bool, typer.Option("--renew", help="Load anew even what seems unchanged; spares tables of somebody else.")
]
FeedOption = Annotated[Literal["pin", "geo", "user"], typer.Option("--feed", help="Which table.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, help="Print no more than this many rows.")]


@app.command("seed")
def seed_tables(
    rows: RowsOption = None,
    seed: SeedOption = None,
    *,
    force: ForceOption = False,
    if_absent: IfAbsentOption = False,
    renew: RenewOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Load the three tables into the settings' database; loaded already, it changes nothing."""
    existing = _existing({"replace": force, "keep": if_absent, "renew": renew})
    known = settings.load()
    logs.configure(level="WARNING" if quiet else known.log_level)
    mark = _mark(known, rows, seed)
    section = known.database
    logs.logger("database").info(
        "load.started", target=known.target, server=f"{section.host}:{section.port}", database=section.name
    )
    with _progress(mark.rows, is_hidden=quiet) as report:
        outcome = load(known, mark, existing=existing, report=report)
    if not quiet:
        print(json.dumps(dataclasses.asdict(outcome)) if as_json else _sentence(outcome))  # noqa: T201 - the output


@app.command("rows")
def print_rows(
    feed: FeedOption,
    limit: LimitOption = None,
    rows: RowsOption = None,
    seed: SeedOption = None,
) -> None:
    """Print a table's rows as JSON lines, without a server."""
    mark = _mark(settings.load(), rows, seed)
    columns = feed_named(feed).columns
    for row in islice(generate(mark.rows, mark.seed), limit):
        values = dict(zip(columns, getattr(row, feed), strict=True))
        print(json.dumps(values, default=str, ensure_ascii=False))  # noqa: T201 - the output


def _existing(said: dict[Existing, bool]) -> Existing:
    chosen = [existing for existing, is_said in said.items() if is_said]
    if len(chosen) > 1:
        raise UsageError("--force, --if-absent and --renew contradict each other", hint="say one of them")
    return chosen[0] if chosen else "compare"


def _mark(known: settings.Settings, rows: int | None, seed: int | None) -> Mark:
    """Return the data set that the options name, or else the settings."""
    return Mark(
        rows=known.stack.rows if rows is None else rows,
        seed=known.stack.seed if seed is None else seed,
    )


def _sentence(outcome: Outcome) -> str:
    if not outcome.loaded:
        return f"{outcome.database} already holds {outcome.rows:,} rows a table."
    rate = outcome.rows / outcome.seconds
    return (
        f"{outcome.database}: {outcome.rows:,} rows a table in {outcome.seconds:.1f} s ({rate:,.0f} rows/s)."
    )


class RateColumn(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """Return the rate of the last half minute."""
        return Text(f"{task.speed or 0:,.0f} rows/s")


@contextmanager
def _progress(rows: int, *, is_hidden: bool) -> Iterator[Callable[[int], None]]:
    """Yield what moves a bar on a terminal, and does nothing elsewhere."""
    columns = (TextColumn("loading"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=is_hidden or not console.is_terminal
    ) as progress:
        task = progress.add_task("loading", total=rows)
        yield lambda count: progress.advance(task, count)


if __name__ == "__main__":
    program.run(app, name="corkboard-database")
