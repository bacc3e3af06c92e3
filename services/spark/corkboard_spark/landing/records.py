"""Lines as typed columns, and the lines that cannot be as faults with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
from pyspark.sql import types as T  # noqa: N812 - as everywhere in Spark

if TYPE_CHECKING:
    from collections.abc import Sequence

Line = bytes
Long = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
KINDS: dict[type[T.DataType], Any] = {
    T.LongType: Long,
    T.DoubleType: float,
    T.StringType: str,
    T.TimestampNTZType: datetime,
}


class Fault(NamedTuple):
    """A line that is not a record.

    Attributes:
        at: Which of the lines.
        reason: What is wrong with it.
    """

    at: int
    reason: str


def values_of(rows: Sequence[msgspec.Struct]) -> dict[str, Sequence[Any]]:
    """Return records as columns; no columns without a record."""
    if not rows:
        return {}
    columns = zip(*map(msgspec.structs.astuple, rows), strict=True)
    return dict(zip(rows[0].__struct_fields__, columns, strict=True))


def text_of(line: Line) -> str:
    """Return a line as a person reads it, whatever its bytes."""
    return line.decode(errors="backslashreplace")


class Parser:
    """Reads the lines of one feed.

    Args:
        wire: Its columns: bigint, double, string, or timestamp_ntz for a string that holds a date and
            time. A column that is not nullable must be there; others may be absent or null, and
            unknown ones are left out.
    """

    def __init__(self, wire: T.StructType) -> None:
        self._decoder = msgspec.json.Decoder(_shape(wire))

    def parse(self, lines: Sequence[Line]) -> tuple[list[msgspec.Struct], list[Fault]]:
        """Return the records in order, and the lines that are none.

        Together they are as many as the lines.
        """
        rows = self._parse_at_once(lines)
        return (rows, []) if rows is not None else self._parse_singly(lines)

    def _parse_at_once(self, lines: Sequence[Line]) -> list[msgspec.Struct] | None:
        """Return the records if every line is one.

        The decoder does not keep to lines. It does when each line begins and ends with a brace and there
        are as many values as lines: no value goes on from ``}`` with ``{``.
        """
        if not all(line.startswith(b"{") and line.endswith(b"}") for line in lines):
            return None
        try:
            rows = self._decoder.decode_lines(b"\n".join(lines))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return rows if len(rows) == len(lines) else None

    def _parse_singly(self, lines: Sequence[Line]) -> tuple[list[msgspec.Struct], list[Fault]]:
        rows: list[msgspec.Struct] = []
        faults: list[Fault] = []
        for at, line in enumerate(lines):
            try:
                rows.append(self._decoder.decode(line))
            except msgspec.ValidationError as error:
                faults.append(Fault(at, f"wrong shape: {error}"))
            except msgspec.DecodeError as error:
                faults.append(Fault(at, f"not JSON: {error}"))
            except UnicodeDecodeError:
                faults.append(Fault(at, "not UTF-8"))
            except RecursionError:
                faults.append(Fault(at, "not JSON: nested too deeply"))
        return rows, faults


def _shape(wire: T.StructType) -> type[msgspec.Struct]:
    """Return the type that the decoder checks a line against."""
    required = [(column.name, KINDS[type(column.dataType)]) for column in wire if not column.nullable]
    optional = [
        (column.name, KINDS[type(column.dataType)] | None, None) for column in wire if column.nullable
    ]
    return msgspec.defstruct("Record", [*required, *optional], gc=False, kw_only=True)
