"""One trigger's fetch of one shard: pages until it has caught up, or until the trigger has enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark_kinesis.client import BusyError, ShardMissingError
from pyspark_kinesis.records import size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark_kinesis.budget import Budget
    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.cursors import Cursor
    from pyspark_kinesis.jobs import Job
    from pyspark_kinesis.offsets import Mark
    from pyspark_kinesis.wire import Page, Record


@dataclass(frozen=True, slots=True)
class Limits:
    """When a fetch is enough.

    Attributes:
        budget: What the whole trigger may fetch.
        deadline_s: When it ends.
        clock: The time.
    """

    budget: Budget
    deadline_s: float
    clock: Clock


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it.

    Attributes:
        mark: How far the shard is read now.
        behind_ms: How far behind its newest record that is; -1 when no answer told.
        is_done: Whether it had no more records (of those that arrived in time).
        trouble: Why it was not done: Kinesis' refusal; empty for none.
        is_missing: Whether Kinesis does not know the shard.
    """

    mark: Mark
    behind_ms: int = -1
    is_done: bool = False
    trouble: str = ""
    is_missing: bool = False


def in_time(records: list[Record], until_ms: int) -> list[Record]:
    """Return the records before the first that arrived too late."""
    if not until_ms:
        return records
    late = (i for i, one in enumerate(records) if one["ApproximateArrivalTimestamp"] * 1000 > until_ms)
    return records[: next(late, len(records))]


def fetch(cursor: Cursor, job: Job, *, limits: Limits, keep: Callable[[list[Record]], None]) -> Fetched:
    """Return how far the shard is read now.

    Args:
        cursor: Reads the shard.
        job: Where it was, and what is known about it.
        limits: When to stop.
        keep: Called with the records of each page.
    """
    mark, behind_ms = job.marks.mark(job.shard), -1
    while _may_go_on(cursor, limits) and (granted := limits.budget.grant(cursor.wanted, cursor.mean_bytes)):
        records: list[Record] = []
        try:
            page = cursor.page(mark, job.marks.initial_ms, granted)
            records = in_time(page.records, job.until_ms)
            keep(records)
        except BusyError as error:
            return Fetched(mark, behind_ms, trouble=str(error))
        except ShardMissingError as error:
            return Fetched(mark.closed(), behind_ms, is_done=True, trouble=str(error), is_missing=True)
        finally:
            size_bytes = size_of(records)
            limits.budget.settle(granted, rows=len(records), size_bytes=size_bytes)
        mark, behind_ms = mark.past(records, size_bytes), page.behind_ms
        if len(records) < len(page.records):
            return Fetched(mark, behind_ms, is_done=True)
        if _has_ended(page, is_listed_closed=job.is_listed_closed):
            return Fetched(mark.closed(), 0, is_done=True)
        if not behind_ms and not job.is_listed_closed:
            return Fetched(mark, 0, is_done=True)
    return Fetched(mark, behind_ms)


def _has_ended(page: Page, *, is_listed_closed: bool) -> bool:
    """Whether the shard has no record more, ever; emulators go on giving iterators, as Kinesis does not."""
    return not page.iterator or (is_listed_closed and not page.records and not page.behind_ms)


def _may_go_on(cursor: Cursor, limits: Limits) -> bool:
    """Whether there is time for another page; waits until Kinesis allows it."""
    wait_s = cursor.wait_s
    if limits.clock.now_s() + wait_s >= limits.deadline_s:
        return False
    if wait_s:
        limits.clock.sleep(wait_s)
    return True
