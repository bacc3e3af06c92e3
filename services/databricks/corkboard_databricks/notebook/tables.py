"""What is shown as rows and columns, as one value; pure but for Spark's and pandas' frames it is given."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

MIME = "application/vnd.corkboard.table+json"
SHOWN_ROWS = 1000
SHOWN_CHARACTERS = 4000
SHOWN_TOTAL_CHARACTERS = 4 << 20
SHOWN_BYTES = 256
NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")


class Table(msgspec.Struct, frozen=True):
    """Rows to look at.

    Attributes:
        columns: Names, in order; a name may come twice.
        types: As Spark names them, such as ``bigint`` or ``array<double>``.
        rows: One list of cells a row: numbers, booleans and None as they are, anything else as text.
        is_cut: Whether there are more rows than these.
        note: What else is to be said of them.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    is_cut: bool = False
    note: str = ""

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return self.types[column].startswith(NUMBERS)


def of_rows(
    columns: Sequence[str], types: Sequence[str], rows: Sequence[Sequence[Any]], note: str = ""
) -> Table:
    """Return a table of the first 1,000 rows of some, or of as many as are 4 MB."""
    shown: list[list[Any]] = []
    left = SHOWN_TOTAL_CHARACTERS
    for row in rows[:SHOWN_ROWS]:
        shown.append([plain(value) for value in row])
        left -= sum(len(cell) if isinstance(cell, str) else 8 for cell in shown[-1])
        if left < 0:
            break
    return Table(list(columns), list(types), shown, len(rows) > len(shown), note)


def of_values(values: Sequence[Any]) -> Table:
    """Return a list as a table: named tuples, rows and dictionaries by their names, others in one column."""
    head = values[: SHOWN_ROWS + 1]
    named = [_named(value) for value in head]
    if head and all(row is not None for row in named):
        columns = list(dict.fromkeys(name for row in named if row for name in row))
        rows: list[Sequence[Any]] = [[(row or {}).get(name) for name in columns] for row in named]
    else:
        columns, rows = ["value"], [[value] for value in head]
    return of_rows(columns, [_type_of([row[index] for row in rows]) for index in range(len(columns))], rows)


def _named(value: Any) -> dict[str, Any] | None:
    """Return a value's parts by name; None where they have none."""
    if hasattr(value, "asDict"):
        return dict(value.asDict())
    if hasattr(value, "_asdict"):
        return dict(value._asdict())
    if isinstance(value, Mapping):
        return {str(name): part for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return {f"_{index}": part for index, part in enumerate(value, 1)}
    return None


def _type_of(values: Sequence[Any]) -> str:
    """Return the type of a list's values in Spark's words."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool}:
        return "boolean" if kinds else "string"
    if kinds <= {int}:
        return "bigint"
    return "double" if kinds <= {int, float} else "string"


def plain(value: Any) -> Any:
    """Return a value as JSON has it, cut where it is long."""
    if value is None or isinstance(value, (bool, int)):
        return value if not isinstance(value, int) or abs(value) < 1 << 53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return cut(_text(value))


def cut(text: str) -> str:
    """Return the beginning of a long text, which says how much is missing."""
    more = len(text) - SHOWN_CHARACTERS
    return f"{text[:SHOWN_CHARACTERS]}… ({more:,} more characters)" if more > 0 else text


def _text(value: Any) -> str:
    """Return a value that is no number as Databricks shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        head = bytes(value[:SHOWN_BYTES])
        return base64.b64encode(head).decode() + (" (truncated)" if len(value) > SHOWN_BYTES else "")
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (dt.date, Decimal)):
        return str(value)
    if hasattr(value, "asDict"):
        value = value.asDict(recursive=True)
    if isinstance(value, (list, tuple, Mapping)):
        return json.dumps(value, default=_part, ensure_ascii=False)
    return str(value)


def _part(value: Any) -> Any:
    """Return a part of an array, a map or a struct as JSON has it."""
    return float(value) if isinstance(value, Decimal) else _text(value)
