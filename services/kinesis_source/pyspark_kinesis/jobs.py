"""What one round reads: the shards that are ready, of streams that are what they were."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pyspark_kinesis.client import BusyError
from pyspark_kinesis.errors import RecordsGoneError
from pyspark_kinesis.offsets import StreamMarks
from pyspark_kinesis.options import LATEST
from pyspark_kinesis.shards import readable, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.listing import Listing
    from pyspark_kinesis.offsets import Offset
    from pyspark_kinesis.options import Options
    from pyspark_kinesis.outages import Outages
    from pyspark_kinesis.wire import Shard, Stream

log = logging.getLogger("pyspark_kinesis")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One shard that is to be read on.

    Attributes:
        stream: The stream.
        shard: The shard.
        marks: How far the stream is read.
        is_listed_closed: Whether the shard takes no more records.
        until_ms: Records that arrive later are left for another run; 0 for none such.
    """

    stream: Stream
    shard: str
    marks: StreamMarks
    is_listed_closed: bool
    until_ms: int

    @property
    def place(self) -> str:
        """Return what it is called in messages."""
        return f"{self.stream.name}/{self.shard}"


class Jobs:
    """Plans rounds.

    Args:
        options: What is read.
        listing: What the streams are.
        outages: What is not to be asked just now.
        clock: The time.
    """

    def __init__(self, options: Options, listing: Listing, outages: Outages, clock: Clock) -> None:
        self._options = options
        self._listing = listing
        self._outages = outages
        self._clock = clock
        self._targets_ms: dict[str, int] = {}
        self._done: set[str] = set()
        self._checked: set[str] = set()

    def aim_at_now(self) -> None:
        """Let what arrives from now on, by the server's clock, be left for another run."""
        self._done.clear()
        for stream in self._options.streams:
            self._listing.expire(stream)
            found = self._patiently(stream, partial(self._listing.describe, stream))
            self._targets_ms[stream.name] = found.now_ms

    def verify(self, stream_name: str, created_ms: int) -> None:
        """Return when a stream is still the one of that creation."""
        found = next((stream for stream in self._options.streams if stream.name == stream_name), None)
        if found is not None:
            self._patiently(found, partial(self._listing.verify, found, created_ms))

    def done(self, job: Job) -> None:
        """Take note that a shard has nothing more of what was aimed at."""
        if self._targets_ms:
            self._done.add(job.place)

    def is_done(self, offset: Offset) -> bool:
        """Whether nothing is left of what ``aim_at_now`` aimed at."""
        return all(self._is_stream_done(stream, offset) for stream in self._options.streams)

    def plan(self, offset: Offset) -> tuple[list[Job], Offset]:
        """Return what can be read on now, and the offset with the streams that are new to it."""
        known, jobs = dict(offset), []
        for stream in self._options.streams:
            now_s = self._clock.now_s()
            if self._outages.is_waiting(stream.name, now_s):
                continue
            try:
                known[stream.name], listed = self._marks(stream, offset)
            except BusyError as error:
                self._outages.failed(stream.name, str(error), now_s)
            else:
                self._outages.answered(stream.name, now_s)
                jobs += self._jobs(stream, known[stream.name], listed)
        return jobs, known

    def lost(self, stream: Stream, shard: str, detail: str) -> None:
        """Say that records may be gone unread.

        Raises:
            RecordsGoneError: The query is to stop then.
        """
        if self._options.fail_on_loss:
            raise RecordsGoneError(stream.name, shard, detail)
        log.warning("kinesis: %s/%s: %s", stream.name, shard, detail)

    def _jobs(self, stream: Stream, marks: StreamMarks, listed: Mapping[str, Shard]) -> list[Job]:
        until_ms, now_s = self._targets_ms.get(stream.name, 0), self._clock.now_s()
        ready = (
            Job(stream, shard, marks, shard in listed and listed[shard].is_closed, until_ms)
            for shard in readable(listed, marks.shards)
        )
        return [
            job
            for job in ready
            if job.place not in self._done and not self._outages.is_waiting(job.place, now_s)
        ]

    def _marks(self, stream: Stream, offset: Offset) -> tuple[StreamMarks, Mapping[str, Shard]]:
        marks = offset.get(stream.name)
        if marks is None:
            found = self._listing.describe(stream)
            self._checked.add(stream.name)
            initial_ms = found.now_ms if self._options.initial_ms == LATEST else self._options.initial_ms
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
        oldest_ms = found.now_ms - found.retention_ms
        detail = "the last record read is older than the retention period; what came between may be gone"
        for shard, mark in marks.shards.items():
            if mark.after and not mark.is_closed and mark.arrived_ms < oldest_ms:
                self.lost(stream, shard, detail)

    def _is_stream_done(self, stream: Stream, offset: Offset) -> bool:
        listed = self._listing.known(stream)
        if listed is None or stream.name not in offset:
            return False
        left = readable(listed, offset[stream.name].shards)
        return self._done.issuperset(f"{stream.name}/{shard}" for shard in left)

    def _patiently(self, stream: Stream, ask: Callable[[], T]) -> T:
        """Return the answer, for which there is time: Spark waits for it and for nothing else."""
        while True:
            try:
                answer = ask()
            except BusyError as error:
                self._clock.sleep(self._outages.failed(stream.name, str(error), self._clock.now_s()))
            else:
                self._outages.answered(stream.name, self._clock.now_s())
                return answer
