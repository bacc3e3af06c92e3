"""The driver's part: reads every shard on from an offset, and returns the offset it came to.

Refusals are no errors here: what was not read stays for the next round, until ``Outages`` has enough.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyspark_kinesis.budget import Budget
from pyspark_kinesis.client import BusyError, Kinesis
from pyspark_kinesis.cursors import Cursor
from pyspark_kinesis.errors import RecordsGoneError
from pyspark_kinesis.fetching import Fetched, Limits, fetch
from pyspark_kinesis.listing import Listing
from pyspark_kinesis.offsets import StreamMarks
from pyspark_kinesis.options import LATEST
from pyspark_kinesis.outages import Outages
from pyspark_kinesis.shards import readable, remembered
from pyspark_kinesis.spills import Spills

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.offsets import Offset
    from pyspark_kinesis.options import Access, Options
    from pyspark_kinesis.wire import Shard, Stream

log = logging.getLogger("pyspark_kinesis")
THREADS = 8


@dataclass(frozen=True, slots=True)
class Job:
    """One shard that is to be read on."""

    stream: Stream
    shard: str
    marks: StreamMarks
    is_listed_closed: bool

    @property
    def place(self) -> str:
        """Return what it is called in messages."""
        return f"{self.stream.name}/{self.shard}"


class Consumer:
    """Reads streams.

    Args:
        options: What, and how much at a time.
        connect: Opens the client.
        clock: The time.
    """

    def __init__(self, options: Options, connect: Callable[[Access], Any], clock: Clock) -> None:
        self.options = options
        self.spills = Spills(options.spill_folder)
        self.behind_ms: dict[tuple[str, str], int] = {}
        self._clock = clock
        self._kinesis = Kinesis(options.access, connect, clock)
        self._listing = Listing(self._kinesis, clock, options.listing_period_s)
        self._outages = Outages(options.outage_s)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="kinesis")
        self._cursors: dict[str, Cursor] = {}
        self._targets_ms: dict[str, int] = {}
        self._done: set[str] = set()
        self._checked: set[str] = set()
        self._rounds = 0

    def aim_at_now(self) -> None:
        """Let what arrives from now on, by the server's clock, be left for another run."""
        self._done.clear()
        for stream in self.options.streams:
            self._listing.expire(stream)
            self._targets_ms[stream.name] = self._patiently(stream)

    def _patiently(self, stream: Stream) -> int:
        while True:
            try:
                return self._listing.describe(stream).now_ms
            except BusyError as error:
                wait_s = self._outages.failed(stream.name, str(error), self._clock.now_s())
                self._clock.sleep(wait_s)

    def verify(self, stream_name: str, created_ms: int) -> None:
        """Return when a stream is still the one of that creation."""
        found = next((stream for stream in self.options.streams if stream.name == stream_name), None)
        if found is not None:
            self._listing.verify(found, created_ms)

    def advance(self, offset: Offset, *, rows: int) -> Offset:
        """Return the offset after one round.

        Args:
            offset: How far the streams are read.
            rows: The most records to read; 0 for no limit but ``fetchBufferSize``.
        """
        jobs, advanced = self._jobs(offset)
        self._rounds += 1
        turn = self._rounds % max(1, len(jobs))
        jobs = jobs[turn:] + jobs[:turn]
        self._kinesis.open()
        deadline_s = self._clock.now_s() + self.options.fetch_s
        budget = Budget(rows=rows, size_bytes=self.options.buffer_bytes, sharers=len(jobs))
        results = [
            (job, self._pool.submit(self._run, job, budget=budget, deadline_s=deadline_s)) for job in jobs
        ]
        for job, result in results:
            self._note(job, fetched := result.result())
            if fetched.mark != job.marks.mark(job.shard):
                marks = advanced[job.stream.name]
                shards = {**marks.shards, job.shard: fetched.mark}
                advanced[job.stream.name] = replace(marks, shards=shards)
        return advanced

    def is_done(self, offset: Offset) -> bool:
        """Whether nothing is left of what ``aim_at_now`` aimed at."""
        return all(self._is_stream_done(stream, offset) for stream in self.options.streams)

    def _is_stream_done(self, stream: Stream, offset: Offset) -> bool:
        listed = self._listing.known(stream)
        if listed is None or stream.name not in offset:
            return False
        left = readable(listed, offset[stream.name].shards)
        return self._done.issuperset(f"{stream.name}/{shard}" for shard in left)

    def _jobs(self, offset: Offset) -> tuple[list[Job], Offset]:
        """Return what can be read on now, and the offset with the streams that are new to it."""
        known, jobs = dict(offset), []
        for stream in self.options.streams:
            now_s = self._clock.now_s()
            if self._outages.is_waiting(stream.name, now_s):
                continue
            try:
                marks, listed = self._marks(stream, offset)
            except BusyError as error:
                self._outages.failed(stream.name, str(error), now_s)
                continue
            self._outages.answered(stream.name, now_s)
            known[stream.name] = marks
            jobs += [
                Job(stream, shard, marks, is_listed_closed=shard in listed and listed[shard].is_closed)
                for shard in readable(listed, marks.shards)
            ]
        free = [job for job in jobs if not self._outages.is_waiting(job.place, self._clock.now_s())]
        return [job for job in free if job.place not in self._done], known

    def _marks(self, stream: Stream, offset: Offset) -> tuple[StreamMarks, Mapping[str, Shard]]:
        marks = offset.get(stream.name)
        if marks is None:
            found = self._listing.describe(stream)
            self._checked.add(stream.name)
            initial_ms = found.now_ms if self.options.initial_ms == LATEST else self.options.initial_ms
            return StreamMarks(found.created_ms, initial_ms), self._listing.shards(stream)
        if stream.name not in self._checked:
            self._check(stream, marks)
            self._checked.add(stream.name)
        listed = self._listing.shards(stream)
        return replace(marks, shards=remembered(listed, marks.shards)), listed

    def _check(self, stream: Stream, marks: StreamMarks) -> None:
        """Look at a checkpoint's stream for the first time in this process."""
        self._listing.verify(stream, marks.created_ms)
        found = self._listing.describe(stream)
        for shard, mark in marks.shards.items():
            if mark.after and not mark.is_closed and found.now_ms - mark.arrived_ms > found.retention_ms:
                detail = (
                    "the last record read is older than the retention period; what came between may be gone"
                )
                self._lost(stream, shard, detail)

    def _lost(self, stream: Stream, shard: str, detail: str) -> None:
        if self.options.fail_on_loss:
            raise RecordsGoneError(stream.name, shard, detail)
        log.warning("kinesis: %s/%s: %s", stream.name, shard, detail)

    def _run(self, job: Job, *, budget: Budget, deadline_s: float) -> Fetched:
        """Fetch one shard, in a thread of the pool."""
        mark = job.marks.mark(job.shard)
        until_ms = self._targets_ms.get(job.stream.name, 0)
        writer = self.spills.writer(job.stream.name, job.shard)
        try:
            fetched = fetch(
                self._cursor(job),
                mark,
                job.marks.initial_ms,
                is_listed_closed=job.is_listed_closed,
                limits=Limits(budget, deadline_s, until_ms, self._clock),
                keep=writer.write,
            )
        finally:
            writer.close()
        if fetched.mark.after != mark.after:
            self.spills.add(writer, job.stream.name, job.shard, start=mark, end=fetched.mark)
        return fetched

    def _cursor(self, job: Job) -> Cursor:
        if job.place not in self._cursors:
            created_ms = job.marks.created_ms
            self._cursors[job.place] = Cursor(
                self._kinesis,
                job.stream,
                job.shard,
                options=self.options,
                clock=self._clock,
                verify=lambda: self._listing.verify(job.stream, created_ms),
            )
        return self._cursors[job.place]

    def _note(self, job: Job, fetched: Fetched) -> None:
        now_s = self._clock.now_s()
        if fetched.is_missing:
            self._lost(job.stream, job.shard, "the shard is gone; what it still held is too")
        elif fetched.trouble:
            self._outages.failed(job.place, fetched.trouble, now_s)
        else:
            self._outages.answered(job.place, now_s)
        if fetched.mark.is_closed:
            self._listing.expire(job.stream)
            self.behind_ms.pop((job.stream.name, job.shard), None)
        elif fetched.behind_ms >= 0:
            self.behind_ms[job.stream.name, job.shard] = fetched.behind_ms
        if fetched.is_done and self._targets_ms:
            self._done.add(job.place)

    def close(self) -> None:
        """Let go of everything."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.spills.close()
