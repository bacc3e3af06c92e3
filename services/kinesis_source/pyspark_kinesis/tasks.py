"""The tasks' part: what the driver fetched, from disk; or the same records once more, from Kinesis."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql.datasource import InputPartition

from pyspark_kinesis.client import BusyError, Kinesis, ShardMissingError
from pyspark_kinesis.cursors import Cursor
from pyspark_kinesis.errors import RecordsGoneError
from pyspark_kinesis.outages import Outages
from pyspark_kinesis.records import batch_of, size_of
from pyspark_kinesis.spills import batches_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import pyarrow as pa

    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.offsets import Mark
    from pyspark_kinesis.options import Access, Options
    from pyspark_kinesis.ranges import Range
    from pyspark_kinesis.wire import Page, Record


@dataclass(frozen=True, slots=True)
class Part:
    """One range, and the driver's files that hold it; none after a restart."""

    range: Range
    paths: tuple[str, ...]


@dataclass
class Task(InputPartition):
    """What one task reads."""

    parts: tuple[Part, ...]


class Rereader:
    """Reads ranges from Kinesis.

    Args:
        options: Where, and for how long to try.
        connect: Opens the client.
        clock: The time.
    """

    def __init__(self, options: Options, connect: Callable[[Access], Any], clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._kinesis = Kinesis(options.access, connect, clock)

    def batches(self, part: Part) -> Iterator[pa.RecordBatch]:
        """Yield the records of a range, from the driver's files where this machine has them."""
        if part.paths and all(os.path.exists(path) for path in part.paths):  # noqa: PTH110 - text, as pyarrow wants
            yield from batches_in(part.paths)
        else:
            yield from self._again(part.range)

    def _again(self, wanted: Range) -> Iterator[pa.RecordBatch]:
        """Yield just the range's records.

        Raises:
            RecordsGoneError: Some of them have left the stream.
            UnreachableError: Kinesis gave no answer for too long.
        """
        stream = next(stream for stream in self._options.streams if stream.name == wanted.stream)
        cursor = Cursor(
            self._kinesis,
            stream,
            wanted.shard,
            options=self._options,
            clock=self._clock,
            verify=lambda: None,  # the driver has, before it planned the tasks
        )
        outages, mark = Outages(self._options.outage_s), wanted.start
        while mark.after != wanted.end.after:
            page = self._page(cursor, mark, wanted, outages)
            records = up_to(page.records, wanted.end.after)
            is_over = len(records) < len(page.records) or not page.iterator
            if records:
                yield batch_of(records, wanted.stream, wanted.shard)
            mark = mark.past(records, size_of(records))
            if mark.after != wanted.end.after and (is_over or (not page.records and not page.behind_ms)):
                break
        if mark.records != wanted.end.records:
            raise RecordsGoneError(wanted.stream, wanted.shard, missing(wanted, mark))

    def _page(self, cursor: Cursor, mark: Mark, wanted: Range, outages: Outages) -> Page:
        place = f"{wanted.stream}/{wanted.shard}"
        while True:
            self._clock.sleep(cursor.wait_s)
            try:
                page = cursor.page(mark, wanted.initial_ms, cursor.wanted)
            except ShardMissingError as error:
                raise RecordsGoneError(wanted.stream, wanted.shard, missing(wanted, mark)) from error
            except BusyError as error:
                self._clock.sleep(outages.failed(place, str(error), self._clock.now_s()))
            else:
                outages.answered(place, self._clock.now_s())
                return page


def up_to(records: list[Record], last: str) -> list[Record]:
    """Return the records whose sequence number is not above ``last``."""
    if not records or int(records[-1]["SequenceNumber"]) <= int(last):
        return records
    above = (i for i, one in enumerate(records) if int(one["SequenceNumber"]) > int(last))
    return records[: next(above)]


def missing(wanted: Range, read: Mark) -> str:
    """Return what is missing of a range, in words."""
    found = read.records - wanted.start.records
    return (
        f"{found} of the {wanted.records} records after {wanted.start.after or 'the beginning'} "
        f"up to {wanted.end.after} are in the stream"
    )
