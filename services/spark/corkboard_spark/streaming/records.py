"""A batch of Kinesis records, told apart: rows of a feed, and what is none with the reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import types as T  # noqa: N812 - as everywhere in Spark
from pyspark.sql.pandas.types import to_arrow_schema

from corkboard_spark import schemas
from corkboard_spark.landing.records import Parser, text_of, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from corkboard_spark.datasets import Dataset

COLUMNS = ("shardId", "sequenceNumber", "data")


@dataclass(frozen=True, slots=True)
class Place:
    """Where records are from.

    Attributes:
        stream: The stream.
        epoch: Which life of it.
    """

    stream: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a batch holds.

    Attributes:
        records: How many of its records are rows of the feed.
        rows: Those rows with the columns of the wire; without those that a later one of their key
            replaces, unless duplicates are kept.
        letters: The others, with the columns of ``schemas.STREAM_DEAD_LETTERS``.
    """

    records: int
    rows: pa.Table
    letters: pa.Table


class Sorter:
    """Sorts the batches of one feed.

    Args:
        dataset: The feed.
        keeps_all: Whether a key may have several rows.
    """

    def __init__(self, dataset: Dataset, *, keeps_all: bool) -> None:
        self._feed = dataset.feed
        self._parser = Parser(dataset.wire)
        self._keeps_all = keeps_all
        self.columns = T.StructType([T.StructField(one.name, one.dataType) for one in dataset.wire])
        self._schema: pa.Schema = to_arrow_schema(self.columns)
        self._letters: pa.Schema = to_arrow_schema(schemas.STREAM_DEAD_LETTERS)

    def sort(self, batch: pa.Table, place: Place) -> Sorted:
        """Return what a batch holds.

        Args:
            batch: ``COLUMNS``, in any order of rows.
            place: Where it is from.
        """
        shards, numbers, bodies = (batch[name].to_pylist() for name in COLUMNS)
        rows, faults = self._parser.parse(bodies)
        bad = {fault.at: fault.reason for fault in faults}
        letters = [
            (self._feed.name, place.stream, place.epoch, shards[at], numbers[at], reason, text_of(bodies[at]))
            for at, reason in bad.items()
        ]
        places = [int(number) for at, number in enumerate(numbers) if at not in bad] if bad else numbers
        chosen = rows if self._keeps_all else self._latest(rows, places)
        return Sorted(len(rows), _table(values_of(chosen), self._schema), _letters(letters, self._letters))

    def _latest(self, rows: Sequence[msgspec.Struct], numbers: Sequence[int | str]) -> list[msgspec.Struct]:
        """Return the row of each key whose sequence number is the highest.

        A key's records lie in one shard, or in a shard and later in its children, whose numbers are higher.
        """
        latest: dict[int, tuple[int, msgspec.Struct]] = {}
        for row, text in zip(rows, numbers, strict=True):
            key, number = getattr(row, self._feed.key), int(text)
            if key not in latest or latest[key][0] < number:
                latest[key] = number, row
        return [row for _, row in latest.values()]


def _table(columns: dict[str, Sequence[object]], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(columns.get(field.name, ()), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _letters(letters: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*letters, strict=True) if letters else [()] * len(schema)
    return _table(dict(zip(schema.names, columns, strict=True)), schema)
