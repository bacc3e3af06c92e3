"""The whole page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from corkboard_spark.page.figures import full, safe
from corkboard_spark.page.sections import section
from corkboard_spark.page.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from corkboard_spark.answers import Answer


@dataclass(frozen=True, slots=True)
class Facts:
    """What the answers were drawn from.

    Attributes:
        stack: The name of the stack they are in.
        rows: Rows by clean table.
        dead_letters: How many lines were no records.
        at: When, in UTC.
        refresh_s: After how many seconds the browser shall load the page again; 0 for never.
    """

    stack: str
    rows: dict[str, int]
    dead_letters: int
    at: datetime
    refresh_s: int = 0


def document(answers: Sequence[Answer], facts: Facts) -> str:
    """Return the page as HTML that refers to nothing outside itself."""
    style = (resources.files("corkboard_spark") / "page" / "style.css").read_text()
    sections = "".join(_section(number, answer) for number, answer in enumerate(answers, 1))
    links = "".join(
        f'<li><a href="#{answer.question.name}">{safe(answer.question.title)}</a></li>' for answer in answers
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"{_refresh(facts.refresh_s)}"
        f"<title>Corkboard · {safe(facts.stack)}</title><style>{style}</style></head><body>"
        f'<header><p class="over">Corkboard · {safe(facts.stack)}</p>'
        f"<h1>What {full(max(facts.rows.values(), default=0))} posts say</h1>{_tiles(facts)}"
        f'<p class="note">Asked of the clean tables on <time datetime="{facts.at.isoformat()}">'
        f"{facts.at:%d %B %Y, %H:%M} UTC</time>.</p></header>"
        f'<nav aria-label="Questions"><ol>{links}</ol></nav><main>{sections}</main></body></html>\n'
    )


def _refresh(seconds: int) -> str:
    return f'<meta http-equiv="refresh" content="{seconds}">' if seconds else ""


def _tiles(facts: Facts) -> str:
    counts = {**facts.rows, "dead letters": facts.dead_letters}
    tiles = (f"<div><dd>{full(count)}</dd><dt>{safe(name)}</dt></div>" for name, count in counts.items())
    return f"<dl>{''.join(tiles)}</dl>"


def _section(number: int, answer: Answer) -> str:
    finding, chart = section(answer)
    words = f"<p>{safe(finding)}</p>" if finding else ""
    return (
        f'<section id="{answer.question.name}"><h2><span aria-hidden="true">{number}</span>'
        f"{safe(answer.question.title)}</h2>{words}<figure>{chart}</figure>{table(answer)}</section>"
    )
