"""One shard, read page by page: its iterator, the size of its pages, and its pace."""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from pyspark_kinesis.client import BusyError, IteratorLostError
from pyspark_kinesis.errors import StreamRecreatedError
from pyspark_kinesis.offsets import BEGINNING, Mark
from pyspark_kinesis.records import size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark_kinesis.client import Kinesis
    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.options import Options
    from pyspark_kinesis.wire import Page, Record, Stream

PAGE_BYTES = 4 << 20
FIRST_RECORDS = 100
PERIOD_S = 0.2
REOPENINGS = 3


def place_of(mark: Mark, initial_ms: int) -> dict[str, Any]:
    """Return GetShardIterator's arguments for the records behind a mark."""
    if mark.after:
        return {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": mark.after}
    if initial_ms:
        return {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": initial_ms / 1000}
    return {"ShardIteratorType": "TRIM_HORIZON"}


def since(records: list[Record], initial_ms: int) -> list[Record]:
    """Return the records from the first that arrived at the moment: on the wire it has whole seconds."""
    return list(dropwhile(lambda one: one["ApproximateArrivalTimestamp"] * 1000 < initial_ms, records))


def records_wanted(most: int, mean_bytes: float) -> int:
    """Return how many records make a page of ``PAGE_BYTES``.

    Kinesis itself ends a page at 10 MB; emulators do not, and a page is held in memory.

    Args:
        most: The most that may be asked for.
        mean_bytes: The size of a record; 0 when none was seen yet.
    """
    if not mean_bytes:
        return min(most, FIRST_RECORDS)
    return max(1, min(most, int(PAGE_BYTES / mean_bytes)))


class Cursor:
    """Reads a shard.

    Args:
        kinesis: The client.
        stream: The stream.
        shard: The shard.
        options: The pace and the size of pages.
        clock: The time.
        verify: Called before an iterator is opened; raises when the stream is another one by now.

    Attributes:
        mean_bytes: The size of a record of the last page; 0 before the first.
    """

    def __init__(
        self,
        kinesis: Kinesis,
        stream: Stream,
        shard: str,
        *,
        options: Options,
        clock: Clock,
        verify: Callable[[], None],
    ) -> None:
        self._kinesis = kinesis
        self._stream = stream
        self._shard = shard
        self._options = options
        self._clock = clock
        self._verify = verify
        self._at = BEGINNING
        self._iterator = ""
        self.mean_bytes = 0.0
        self._ready_s = 0.0

    @property
    def wait_s(self) -> float:
        """How long Kinesis' limits, and ``maxFetchRate``, make the next page wait."""
        return max(0.0, self._ready_s - self._clock.now_s())

    @property
    def wanted(self) -> int:
        """How many records the next page should have."""
        return records_wanted(self._options.records_per_page, self.mean_bytes)

    def page(self, mark: Mark, initial_ms: int, most: int) -> Page:
        """Return the page behind a mark.

        Raises:
            BusyError: Ask again later.
            ShardMissingError: The shard is gone.
            StreamRecreatedError: The records are older than the mark: they are another stream's.
        """
        began_s = self._clock.now_s()
        page = self._opened(mark, initial_ms, most)
        if initial_ms and not mark.after:
            page = replace(page, records=since(page.records, initial_ms))
        size_bytes = size_of(page.records)
        rate = self._options.rate_bytes_s
        self._ready_s = began_s + max(PERIOD_S, size_bytes / rate if rate else 0)
        if page.records:
            self.mean_bytes = max(1.0, size_bytes / len(page.records))
            first = page.records[0]["SequenceNumber"]
            if mark.after and int(first) <= int(mark.after):
                raise StreamRecreatedError(self._stream.name, f"{first} came after {mark.after}")
        self._at, self._iterator = mark.past(page.records, size_bytes), page.iterator
        return page

    def _opened(self, mark: Mark, initial_ms: int, most: int) -> Page:
        for _ in range(REOPENINGS):
            if not self._iterator or self._at != mark:
                self._verify()
                self._iterator = self._kinesis.iterator(self._stream, self._shard, place_of(mark, initial_ms))
                self._at = mark
            try:
                return self._kinesis.page(self._stream, self._iterator, most)
            except IteratorLostError as error:
                self._iterator, lost = "", error
        raise BusyError(f"iterators are lost as soon as they are opened: {lost}")
