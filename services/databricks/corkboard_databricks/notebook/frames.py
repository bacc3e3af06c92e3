"""The first rows of a frame, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard_databricks.notebook.tables import SHOWN_ROWS, Table, of_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NO_RESULT = "OK: it answers with no table."


def of_spark(frame: DataFrame, note: str = "") -> Table:
    """Return a frame's first 1,000 rows; of a larger one Spark is asked for one row more, and no other."""
    if not frame.columns:
        return Table([], [], [], note=NO_RESULT)
    types = [field.dataType.simpleString() for field in frame.schema.fields]
    rows = frame.limit(SHOWN_ROWS + 1).collect()
    return of_rows(frame.columns, types, [tuple(row) for row in rows], note)


def of_pandas(frame: Any) -> Table:
    """Return a pandas frame's or series' first 1,000 rows, with its index where it says something."""
    shown = frame.to_frame() if hasattr(frame, "to_frame") and not hasattr(frame, "columns") else frame
    head = shown.head(SHOWN_ROWS + 1)
    if type(head.index).__name__ != "RangeIndex":
        head = head.reset_index(names=[str(name or "index") for name in head.index.names])
    head = head.astype(object).where(head.notna(), None)
    types = [_type_of(str(kind)) for kind in shown.dtypes]
    types = ["string"] * (len(head.columns) - len(types)) + types
    return of_rows([str(name) for name in head.columns], types, head.values.tolist())


def _type_of(kind: str) -> str:
    """Return pandas' name of a type in Spark's words."""
    words = {"int": "bigint", "uint": "bigint", "float": "double", "bool": "boolean", "datetime": "timestamp"}
    return next((word for start, word in words.items() if kind.lower().startswith(start)), "string")
