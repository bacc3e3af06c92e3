"""A table that can be sorted by a click on a column's name."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
LONG_CHARACTERS = 120


def grid(table: dict[str, Any]) -> str:
    """Return a table with its types, and what is to be said of its rows."""
    if not table["columns"]:
        return f"<p class=note>{html.escape(table['note'])}</p>"
    numeric = [kind.startswith(NUMBERS) for kind in table["types"]]
    pairs = zip(table["columns"], table["types"], numeric, strict=True)
    head = "".join(_name(name, kind, is_number=is_number) for name, kind, is_number in pairs)
    rows = "".join(_row(row, numeric) for row in table["rows"])
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<div class=grid><div class=scroll>{body}</div><p class=note>{_count(table)}</p></div>"


def _name(name: str, kind: str, *, is_number: bool) -> str:
    side = " class=number" * is_number
    words = f"{html.escape(name)}<small>{html.escape(kind)}</small>"
    return f'<th{side} aria-sort="none"><button title="sort">{words}</button></th>'


def _row(row: Sequence[Any], numeric: Sequence[bool]) -> str:
    pairs = zip(row, numeric, strict=True)
    return f"<tr>{''.join(_cell(cell, is_number=is_number) for cell, is_number in pairs)}</tr>"


def _cell(value: Any, *, is_number: bool) -> str:
    if value is None:
        return "<td class=null>null</td>"
    text = html.escape(str(value).lower() if isinstance(value, bool) else str(value))
    if is_number:
        return f"<td class=number>{text}</td>"
    return (
        f'<td title="click to see all of it" class=long>{text}</td>'
        if len(text) > LONG_CHARACTERS
        else f"<td>{text}</td>"
    )


def _count(table: dict[str, Any]) -> str:
    """Return how many rows there are, and what the table says besides."""
    count = len(table["rows"])
    if table["is_cut"]:
        words = f"the first {count:,} rows; there are more"
    else:
        words = f"{count:,} row{'s' * (count != 1)}"
    return " · ".join([words, *[html.escape(table["note"])] * bool(table["note"])])
