"""``python -m corkboard_spark.report``: the nine questions answered, on the terminal and as a page."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer needs the type at run time
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from corkboard import logs, program, settings
from corkboard.errors import UsageError
from corkboard.targets import entry
from corkboard_spark import answers, recorded, session
from corkboard_spark.page.document import Facts, document
from corkboard_spark.page.figures import full
from corkboard_spark.progress import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

    from corkboard.settings import Settings
    from corkboard_spark.answers import Answer

SHOWN_ROWS = 10
LONG_ROWS = 500_000
POLL_S = 1
HELP = f"""
Answer the nine questions from the clean tables.

\b
Examples:
  corkboard report                     the first {SHOWN_ROWS} rows of each answer
  corkboard report --html report.html  and all of them as one page with charts
  corkboard report --json              all of them for a program
  corkboard report --path stream       from the tables that 'corkboard stream' keeps
  corkboard report --live --html live.html
                                       a page that is written anew while the stream runs, until Ctrl-C

\b
Exit codes:
  0  answered
  1  there are no clean tables yet
  2  a setting or an option is wrong
  130  a live report was stopped by Ctrl-C
"""
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(help=HELP)
def report(
    html: Annotated[Path | None, typer.Option(help="Write a page to this file.")] = None,
    path: Annotated[
        Literal["batch", "stream"] | None,
        typer.Option(help="Whose clean tables.", show_default="batch, and stream with --live"),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Answer again and again, into --html.")] = False,
    every: Annotated[int, typer.Option(min=1, help="Seconds between two live answers.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Ask, print, and write the page."""
    if live and (html is None or as_json):
        raise UsageError("--live writes a page", hint="give --html FILE, and leave --json out")
    asked = answers.PATHS[path or ("stream" if live else "batch")]
    loaded = settings.load()
    entry.enter(loaded)
    logs.configure(level=loaded.log_level)
    if live and html:
        answer_live(loaded, asked, html, every_s=every)
    answers.require_tables(loaded, asked)
    with Steps() as steps:
        spark = _start(loaded, asked, steps)
        found = answers.ask(spark, loaded, asked)
    if html:
        write_page(found, loaded, html, asked)
    if as_json:
        typer.echo(json.dumps({"answers": [as_dict(answer) for answer in found]}, indent=2))
    else:
        for answer in found:
            Console().print(as_table(answer))


def _start(loaded: Settings, asked: answers.Path, steps: Steps) -> SparkSession:
    steps.say("spark", "starting")
    rows = max(recorded.rows_in(loaded, table) for table in asked.tables.values())
    spark = session.start(loaded, "report", is_long=rows > LONG_ROWS)
    steps.say("spark", "answering")
    return spark


def answer_live(loaded: Settings, asked: answers.Path, html: Path, *, every_s: int) -> NoReturn:
    """Write the page anew every so often, until Ctrl-C; the browser loads it again by itself."""
    out = Console()
    with Steps() as steps:
        steps.say("tables", f"waiting for rows of {', '.join(asked.tables.values())}")
        while not all(recorded.rows_in(loaded, table) for table in asked.tables.values()):
            time.sleep(POLL_S)
        spark = _start(loaded, asked, steps)
    while True:
        began = time.monotonic()
        write_page(answers.ask(spark, loaded, asked), loaded, html, asked, refresh_s=every_s)
        rows = max(recorded.rows_in(loaded, table) for table in asked.tables.values())
        took_s = time.monotonic() - began
        out.print(f"{datetime.now(UTC):%H:%M:%S} UTC: {full(rows)} posts, {html} written in {took_s:.1f} s")
        time.sleep(max(0.0, every_s - took_s))


def answer_to(spark: SparkSession, loaded: Settings, html: Path) -> None:
    """Ask, and write the page; for a session that is there already."""
    write_page(answers.ask(spark, loaded), loaded, html)


def write_page(
    found: Sequence[Answer],
    loaded: Settings,
    html: Path,
    asked: answers.Path = answers.PATHS["batch"],
    *,
    refresh_s: int = 0,
) -> None:
    """Write the answers as one page, whole: who reads it meanwhile sees the old one or the new one."""
    facts = Facts(
        stack=loaded.name,
        rows={table: recorded.rows_in(loaded, table) for table in asked.tables.values()},
        dead_letters=recorded.rows_in(loaded, asked.dead_letters),
        at=datetime.now(UTC),
        refresh_s=refresh_s,
    )
    html.parent.mkdir(parents=True, exist_ok=True)
    draft = html.with_name(f".{html.name}.{os.getpid()}")
    draft.write_text(document(found, facts), encoding="utf-8")
    draft.replace(html)


def as_dict(answer: Answer) -> dict[str, object]:
    """Return an answer for ``--json``."""
    return {
        "name": answer.question.name,
        "question": answer.question.title,
        "rows": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows],
    }


def as_table(answer: Answer) -> Table:
    """Return the beginning of an answer for a terminal."""
    more = len(answer.rows) - SHOWN_ROWS
    table = Table(
        title=answer.question.title,
        title_justify="left",
        caption=f"… {full(more)} more rows" if more > 0 else None,
        caption_justify="left",
    )
    for name in answer.columns:
        table.add_column(name)
    for row in answer.rows[:SHOWN_ROWS]:
        years = (name.endswith("_year") for name in answer.columns)
        table.add_row(
            *(str(value) if is_year else full(value) for value, is_year in zip(row, years, strict=True))
        )
    return table


if __name__ == "__main__":
    program.run(app)
