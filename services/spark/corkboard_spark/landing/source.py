"""The data source: the driver says who reads what, a task fetches its objects and yields record batches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import types as T  # noqa: N812 - as everywhere in Spark
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from corkboard.bucket.access import Access, access_in
from corkboard.bucket.store import Store
from corkboard_spark.landing import shares
from corkboard_spark.landing.batches import Batches, columns_of
from corkboard_spark.landing.bodies import lines_of
from corkboard_spark.landing.fetching import in_order
from corkboard_spark.landing.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    import pyarrow as pa

    from corkboard_spark.landing.spans import Span


class LandingSource(DataSource):
    """``spark.read.format("landing")``: the records of one span, with the options of ``options_of``.

    The schema names the columns wanted; by default all.
    """

    @classmethod
    def name(cls) -> str:
        """Return the format's name."""
        return "landing"

    def schema(self) -> T.StructType:
        """Return every column."""
        return columns_of(_wire(self.options))

    def reader(self, schema: T.StructType) -> LandingReader:
        """Return the reader, which is sent to the tasks."""
        return LandingReader(self.options, schema)


@dataclass
class Task(InputPartition):
    """What one task reads."""

    share: shares.Share


class LandingReader(DataSourceReader):
    """Reads a span.

    A vanished object fails the job: to leave it out would lose its records.
    """

    def __init__(self, options: MutableMapping[str, str], schema: T.StructType) -> None:
        self._access: Access = access_in(options)
        self._stem = options["stem"]
        self._low = int(options["low"])
        self._threads = int(options["threads"])
        self._shares = shares.loads(options["shares"])
        self._wire = _wire(options)
        self._schema = schema

    def partitions(self) -> list[Task]:
        """Return a task for each share."""
        return [Task(share) for share in self._shares]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """Yield a share's records, faults and gaps."""
        assert isinstance(partition, Task)  # noqa: S101 - for mypy; Spark hands back what partitions() gave
        objects = [
            (first, end, key_of(self._stem, first, suffix))
            for first, suffix, end in partition.share.objects()
        ]
        batches = Batches(self._schema, self._wire)
        bodies = in_order(Store(self._access).get, (key for *_, key in objects), threads=self._threads)
        for (first, end, key), body in zip(objects, bodies, strict=True):
            lines = lines_of(body, end - first)
            skip = max(0, self._low - first)
            yield from batches.add(first + skip, key, lines[skip : end - first])
            if first + len(lines) < end:
                yield batches.gap(max(self._low, first + len(lines)))
        yield from batches.rest()


def options_of(access: Access, span: Span, wire: T.StructType, *, tasks: int, threads: int) -> dict[str, str]:
    """Return the options that make the source read a span.

    Args:
        access: The bucket and the keys.
        span: The records.
        wire: The feed's columns on the wire.
        tasks: How many tasks share the work.
        threads: How many requests each of them has in flight.
    """
    return {
        **access.options(),
        "stem": span.folder.stem,
        "low": str(span.low),
        "threads": str(threads),
        "shares": shares.dumps(shares.shares_of(span.objects, end=span.high, tasks=tasks)),
        "wire": wire.json(),
    }


def _wire(options: MutableMapping[str, str]) -> T.StructType:
    return T.StructType.fromJson(json.loads(options["wire"]))
