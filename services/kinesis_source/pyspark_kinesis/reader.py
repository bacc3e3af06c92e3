"""What Spark calls. On the driver one process a query lives through all of it, and a task only ``read``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pyspark.sql.datasource import DataSourceStreamReader

from pyspark_kinesis.admission import SupportsTriggerAvailableNow, is_whole, read_limit, rows_in
from pyspark_kinesis.client import open_client
from pyspark_kinesis.clock import Clock
from pyspark_kinesis.consumer import Consumer
from pyspark_kinesis.offsets import from_json, to_json
from pyspark_kinesis.ranges import ranges_between, shared_out
from pyspark_kinesis.tasks import Part, Rereader, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa
    from pyspark.sql.datasource import InputPartition

    from pyspark_kinesis.offsets import Offset
    from pyspark_kinesis.options import Access, Options

log = logging.getLogger("pyspark_kinesis")
AGAIN_S = 0.2


class KinesisStreamReader(DataSourceStreamReader, SupportsTriggerAvailableNow):
    """Reads streams exactly once, given a sink that recognises a batch it has seen.

    Where a batch ends is in Spark's log before it is processed: a batch that is repeated has the same
    records.

    Args:
        options: What to read.
        connect: Opens the client.
        clock: The time.
    """

    def __init__(
        self,
        options: Options,
        connect: Callable[[Access], Any] = open_client,
        clock: Clock | None = None,
    ) -> None:
        self._options = options
        self._connect = connect
        self._clock = clock or Clock()
        self._opened: Consumer | None = None
        self._last: dict[str, Any] = {}
        self._last_s = 0.0
        self._has_target = False

    def __reduce__(self) -> tuple[type[KinesisStreamReader], tuple[Any, ...]]:
        """Travel to the tasks without connections and files."""
        return type(self), (self._options, self._connect, self._clock)

    def initialOffset(self) -> dict[str, Any]:  # noqa: N802 - Spark's name
        """Return the same for every query and at every restart: the first batch writes the position down."""
        return {}

    def getDefaultReadLimit(self) -> Any:  # noqa: N802
        """Return how much a trigger reads."""
        return read_limit(self._options.records_per_trigger, self._options.buffer_bytes)

    def prepareForTriggerAvailableNow(self) -> None:  # noqa: N802
        """Let the query end with what has arrived by now."""
        self._has_target = True
        self._consumer().jobs.aim_at_now()

    def latestOffset(self, start: dict[str, Any] | None = None, limit: Any = None) -> dict[str, Any]:  # noqa: N802
        """Fetch, and return the offset after what was fetched; ``start`` itself when there was nothing.

        Args:
            start: Where the batch begins; before Spark 4.2 it is not given, and known from other calls.
            limit: How much Spark wants; before Spark 4.2 it is not given.
        """
        begin = self._last if start is None else start
        self._last = to_json(self._advanced(from_json(begin), limit))
        self._last_s = self._clock.now_s()
        return begin if self._last == begin else self._last

    def _advanced(self, start: Offset, limit: Any) -> Offset:
        consumer, rows = self._consumer(), rows_in(limit)
        if is_whole(limit):
            consumer.jobs.aim_at_now()
        elif not self._has_target:
            rows = rows or self._options.records_per_trigger
            self._clock.sleep(max(0.0, self._last_s + self._options.page_period_s - self._clock.now_s()))
            return consumer.advance(start, rows=rows)
        offset = consumer.advance(start, rows=rows)
        while not consumer.jobs.is_done(offset) and (is_whole(limit) or offset == start):
            self._clock.sleep(AGAIN_S)
            offset = consumer.advance(offset, rows=rows)
        return offset

    def reportLatestOffset(self) -> dict[str, Any] | None:  # noqa: N802
        """Return each shard's metrics, which Spark's progress shows as the source's ``latestOffset``."""
        if self._opened is None or not self._last:
            return None
        offset = from_json(self._last)
        report: dict[str, Any] = {}
        for (stream, shard), behind_ms in sorted(self._opened.behind_ms.items()):
            mark = offset[stream].mark(shard)
            counted = {"records": mark.records, "bytes": mark.size_bytes}
            report.setdefault(stream, {})[shard] = {**counted, "millisBehindLatest": behind_ms}
        return report

    def partitions(self, start: dict[str, Any], end: dict[str, Any]) -> Sequence[InputPartition]:
        """Return the tasks that read what is between two offsets.

        Before Spark 4.2 this is also how a restarted query says where it is, with both the same.
        """
        self._last = end
        spills, marks = self._consumer().spills, from_json(end)
        ranges = ranges_between(from_json(start), marks)
        parts = {one: Part(one, spills.paths(one)) for one in ranges}
        for stream in {one.stream for one, part in parts.items() if not part.paths}:
            self._consumer().jobs.verify(stream, marks[stream].created_ms)
        tasks = shared_out(ranges, most=self._options.shards_per_task)
        return [Task(tuple(parts[one] for one in task)) for task in tasks]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """Yield a task's records."""
        assert isinstance(partition, Task)  # noqa: S101 - for mypy; Spark hands back what partitions() gave
        rereader = Rereader(self._options, self._connect, self._clock)
        for part in partition.parts:
            yield from rereader.batches(part)

    def commit(self, end: dict[str, Any]) -> None:
        """Let go of what is processed."""
        self._consumer().spills.drop(from_json(end))

    def stop(self) -> None:
        """Let go of everything; Spark does not always get to call it."""
        if self._opened is not None:
            self._opened.close()

    def _consumer(self) -> Consumer:
        if self._opened is None:
            self._opened = Consumer(self._options, self._connect, self._clock)
            if self._options.is_enhanced:
                log.warning("kinesis: consumerMode=efo is accepted, and the stream is polled all the same")
        return self._opened
