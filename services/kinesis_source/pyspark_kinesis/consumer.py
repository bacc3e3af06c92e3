"""The driver's part: reads every shard on from an offset, and returns the offset it came to.

Refusals are no errors here: what was not read stays for the next round, until ``Outages`` has enough.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pyspark_kinesis.budget import Budget
from pyspark_kinesis.client import Kinesis
from pyspark_kinesis.cursors import Cursor
from pyspark_kinesis.fetching import Fetched, Limits, fetch
from pyspark_kinesis.jobs import Job, Jobs
from pyspark_kinesis.listing import Listing
from pyspark_kinesis.outages import Outages
from pyspark_kinesis.spills import Spills

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.offsets import Offset
    from pyspark_kinesis.options import Access, Options

THREADS = 8


class Consumer:
    """Reads streams.

    Args:
        options: What, and how much at a time.
        connect: Opens the client.
        clock: The time.

    Attributes:
        jobs: What there is to read.
        spills: What is read and not yet processed.
        behind_ms: How far behind its newest record each shard was at its last answer.
    """

    def __init__(self, options: Options, connect: Callable[[Access], Any], clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._kinesis = Kinesis(options.access, connect, clock)
        self._listing = Listing(self._kinesis, clock, options.listing_period_s)
        self._outages = Outages(options.outage_s)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="kinesis")
        self._cursors: dict[str, Cursor] = {}
        self._rounds = 0
        self.jobs = Jobs(options, self._listing, self._outages, clock)
        self.spills = Spills(options.spill_folder)
        self.behind_ms: dict[tuple[str, str], int] = {}

    def advance(self, offset: Offset, *, rows: int) -> Offset:
        """Return the offset after one round.

        Args:
            offset: How far the streams are read.
            rows: The most records to read; 0 for no limit but ``fetchBufferSize``.
        """
        planned, advanced = self.jobs.plan(offset)
        self._kinesis.open()  # once, before the threads would
        self.spills.folder()
        limits = Limits(
            Budget(rows=rows, size_bytes=self._options.buffer_bytes, sharers=len(planned)),
            self._clock.now_s() + self._options.fetch_s,
            self._clock,
        )
        results = [(job, self._pool.submit(self._run, job, limits)) for job in self._in_turn(planned)]
        for job, result in results:
            fetched = result.result()
            self._note(job, fetched)
            if fetched.mark != job.marks.mark(job.shard):
                marks = advanced[job.stream.name]
                shards = {**marks.shards, job.shard: fetched.mark}
                advanced[job.stream.name] = replace(marks, shards=shards)
        return advanced

    def _in_turn(self, jobs: list[Job]) -> list[Job]:
        """Return the jobs, another one first at each round: the budget may not last for all."""
        self._rounds += 1
        turn = self._rounds % max(1, len(jobs))
        return jobs[turn:] + jobs[:turn]

    def _run(self, job: Job, limits: Limits) -> Fetched:
        """Fetch one shard, in a thread of the pool."""
        mark = job.marks.mark(job.shard)
        writer = self.spills.writer(job.stream.name, job.shard)
        try:
            fetched = fetch(self._cursor(job), job, limits=limits, keep=writer.write)
        finally:
            writer.close()
        if fetched.mark.after != mark.after:
            self.spills.add(writer, job.stream.name, job.shard, start=mark, end=fetched.mark)
        return fetched

    def _cursor(self, job: Job) -> Cursor:
        if job.place not in self._cursors:
            self._cursors[job.place] = Cursor(
                self._kinesis,
                job.stream,
                job.shard,
                options=self._options,
                clock=self._clock,
                verify=partial(self._listing.verify, job.stream, job.marks.created_ms),
            )
        return self._cursors[job.place]

    def _note(self, job: Job, fetched: Fetched) -> None:
        now_s = self._clock.now_s()
        if fetched.is_missing:
            self.jobs.lost(job.stream, job.shard, "the shard is gone; what it still held is too")
        elif fetched.trouble:
            self._outages.failed(job.place, fetched.trouble, now_s)
        else:
            self._outages.answered(job.place, now_s)
        if fetched.mark.is_closed:
            self._listing.expire(job.stream)
            self.behind_ms.pop((job.stream.name, job.shard), None)
        elif fetched.behind_ms >= 0:
            self.behind_ms[job.stream.name, job.shard] = fetched.behind_ms
        if fetched.is_done:
            self.jobs.done(job)

    def close(self) -> None:
        """Let go of everything."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.spills.close()
