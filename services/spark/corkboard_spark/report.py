"""``python -m corkboard_spark.report``: the nine questions answered, on the terminal and as a page."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer needs the type at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from corkboard import catalogue, logs, settings
from corkboard.errors import CorkboardError
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
HELP = f"""
Answer the nine questions from the clean tables.

\b
Examples:
  corkboard report                     the first {SHOWN_ROWS} rows of each answer
  corkboard report --html report.html  and all of them as one page with charts
  corkboard report --json              all of them for a program

\b
Exit codes:
  0  answered
  1  there are no clean tables yet
  2  a setting is wrong
"""
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(help=HELP)
def report(
    html: Annotated[Path | None, typer.Option(help="Write a page to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Ask, print, and write the page."""
    loaded = settings.load()
    logs.configure(level=loaded.log_level)
    answers.require_tables(loaded)
    with Steps() as steps:
        steps.say("spark", "starting")
        rows = max(recorded.rows_in(loaded, feed.clean) for feed in catalogue.FEEDS)
        spark = session.start(loaded, "report", is_long=rows > LONG_ROWS)
        steps.say("spark", "answering")
        found = answers.ask(spark, loaded)
    if html:
        write_page(found, loaded, html)
    if as_json:
        typer.echo(json.dumps({"answers": [as_dict(answer) for answer in found]}, indent=2))
    else:
        for answer in found:
            Console().print(as_table(answer))


def answer_to(spark: SparkSession, loaded: Settings, html: Path) -> None:
    """Ask, and write the page; for a session that is there already."""
    write_page(answers.ask(spark, loaded), loaded, html)


def write_page(found: Sequence[Answer], loaded: Settings, html: Path) -> None:
    """Write the answers as one page."""
    facts = Facts(
        stack=loaded.name,
        rows={feed.clean: recorded.rows_in(loaded, feed.clean) for feed in catalogue.FEEDS},
        dead_letters=recorded.rows_in(loaded, catalogue.DEAD_LETTERS),
        at=datetime.now(UTC),
    )
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(document(found, facts), encoding="utf-8")


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


def main() -> None:
    """Run the command; print an error of ours as a sentence, and exit with its code."""
    try:
        app(prog_name="python -m corkboard_spark.report")
    except CorkboardError as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
