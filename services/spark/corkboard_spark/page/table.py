"""An answer in full, folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard_spark.page.figures import full, safe

if TYPE_CHECKING:
    from corkboard_spark.answers import Answer


def table(answer: Answer) -> str:
    """Return the whole answer as a table that opens on a click, with what its rows mean."""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in answer.columns)
    body = "".join(f"<tr>{_cells(answer, row)}</tr>" for row in answer.rows)
    rows = "1 row" if len(answer.rows) == 1 else f"{full(len(answer.rows))} rows"
    return (
        f"<details><summary>The whole answer: {rows}</summary>"
        f'<p class="note">{safe(answer.question.notes)}</p>'
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def _cells(answer: Answer, row: tuple[Any, ...]) -> str:
    return "".join(_cell(name, value) for name, value in zip(answer.columns, row, strict=True))


def _cell(name: str, value: Any) -> str:
    if isinstance(value, int | float):
        return f'<td class="number">{value if name.endswith("_year") else safe(full(value))}</td>'
    return f"<td>{safe(full(value))}</td>"
