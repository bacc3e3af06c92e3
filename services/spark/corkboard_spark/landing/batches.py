"""Record batches out of lines: a record has its columns, a line that is none has its fault.

| column | of a record | of a fault | of a gap |
|---|---|---|---|
| ``offset`` | its own | its own | the first that is missing |
| ``source`` | null | the object's key | null |
| ``value`` | null | the line | null |
| ``fault`` | null | the reason | ``gap`` |
| the feed's | its values | null | null |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import types as T  # noqa: N812 - as everywhere in Spark
from pyspark.sql.pandas.types import to_arrow_schema

from corkboard_spark.landing.records import Parser, text_of, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "gap"
PLACE = T.StructType(
    [
        T.StructField("offset", T.LongType()),
        T.StructField("source", T.StringType()),
        T.StructField("value", T.StringType()),
        T.StructField("fault", T.StringType()),
    ]
)
LINES = 2048


def columns_of(wire: T.StructType, *names: str) -> T.StructType:
    """Return the columns of the source's rows: ``PLACE``, and the feed's columns or those named.

    Each may be null, a required one as well: a fault has no key.
    """
    wanted = [wire[name] for name in names] or list(wire)
    return T.StructType([*PLACE, *(T.StructField(column.name, column.dataType) for column in wanted)])


class Batches:
    """Collects lines, and turns them into record batches when there are enough.

    Args:
        schema: The columns wanted, of ``PLACE`` and of ``wire``.
        wire: The feed's columns, all of which are checked.
    """

    def __init__(self, schema: T.StructType, wire: T.StructType) -> None:
        self._schema: pa.Schema = to_arrow_schema(schema)
        self._parser = Parser(wire)
        self._offsets: list[int] = []
        self._sources: list[str] = []
        self._lines: list[bytes] = []

    def add(self, first: int, source: str, lines: Sequence[bytes]) -> Iterator[pa.RecordBatch]:
        """Take an object's lines, whose offsets begin with ``first``; yield what is full.

        An empty line has an offset and is no record.
        """
        for start in range(0, len(lines), LINES):
            part = lines[start : start + LINES]
            places = range(first + start, first + start + len(part))
            kept = [line for line in part if line]
            self._offsets += [at for at, line in zip(places, part, strict=True) if line]
            self._sources += [source] * len(kept)
            self._lines += kept
            if len(self._lines) >= LINES:
                yield from self.rest()

    def rest(self) -> Iterator[pa.RecordBatch]:
        """Yield what is left."""
        rows, faults = self._parser.parse(self._lines)
        if faults:
            at = [fault.at for fault in faults]
            yield self._batch(
                len(faults),
                offset=[self._offsets[one] for one in at],
                source=[self._sources[one] for one in at],
                value=[text_of(self._lines[one]) for one in at],
                fault=[fault.reason for fault in faults],
            )
            bad = set(at)
            self._offsets = [offset for one, offset in enumerate(self._offsets) if one not in bad]
        if rows:
            yield self._batch(len(rows), offset=self._offsets, **values_of(rows))
        self._offsets, self._sources, self._lines = [], [], []

    def gap(self, offset: int) -> pa.RecordBatch:
        """Return the row that says from where on records are missing."""
        return self._batch(1, offset=[offset], fault=[GAP])

    def _batch(self, rows: int, **columns: Sequence[Any]) -> pa.RecordBatch:
        arrays = [
            pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type)
            for field in self._schema
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)
