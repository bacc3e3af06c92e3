"""Kafka or Kinesis against the ledger: each acknowledged record at its place, a reason for all others."""

from __future__ import annotations

from functools import partial
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from corkboard.verify.findings import KEPT, Foreign, Hop
from corkboard.verify.partition import (
    ABSENT,
    CHANGED,
    CLAIMED,
    DOUBLED,
    EMPTY,
    EXPIRED,
    EXPLAINED,
    FOREIGN,
    GONE,
    OTHER,
    POSTED,
    PartitionLog,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corkboard.verify.book import FeedBook, Postings
    from corkboard.verify.foreign import ForeignKey, Place

    ReadKeys = Callable[[list[Place]], Mapping[Place, ForeignKey]]


def settle(
    book: FeedBook, logs: Mapping[int, PartitionLog], read_keys: ReadKeys, *, name: str = "kafka"
) -> Hop:
    """Mark every record of a topic or stream, and return what is lost, doubled or changed.

    Args:
        book: What was posted.
        logs: The partitions; their marks and keys are filled in.
        read_keys: Tells how the records at these places call themselves; asked for the first foreign ones.
        name: The hop's.
    """
    hop = Hop(name, due=book.acknowledged)
    ignored = Hop(name)
    for side, mark, tally in ((book.elsewhere, OTHER, ignored), (book.posted, POSTED, hop)):
        for partition, postings in side.items():
            _claim(postings, logs.get(partition), mark, tally, partial(book.place, partition))
    _explain(book, logs, hop)
    _name_foreign(book, logs, hop, read_keys)
    return hop


def _claim(
    postings: Postings, log: PartitionLog | None, mark: int, hop: Hop, place: Callable[[int], str]
) -> None:
    """Give each acknowledged record its place in the log."""
    if log is None:
        for offset, _, key in postings:
            hop.add("lost", key, place(offset), "the partition does not exist")
        return
    log.reach_back(max(0, min(postings.offsets, default=log.start)))
    for offset, digest, key in postings:
        at = offset - log.start
        reason = _why_lost(log, at)
        if reason:
            hop.add("lost", key, place(offset), reason)
            continue
        outcome = _mark(log, at, digest, mark)
        log.keys[at] = key
        if outcome == CHANGED:
            hop.add("changed", key, place(offset), "the value is not the one that was sent")
        elif outcome == EXPIRED:
            hop.expired += 1
        else:
            hop.found += 1


def _why_lost(log: PartitionLog, at: int) -> str:
    """Return why there is no record for an acknowledgement of index ``at``; empty when there is one."""
    if not 0 <= at < len(log.marks):
        return "there is no record at this place"
    if log.marks[at] == ABSENT:
        return "the record at this place was removed"
    if log.marks[at] in CLAIMED:
        return "two acknowledgements name this place, which holds one record"
    return ""


def _mark(log: PartitionLog, at: int, digest: int, mark: int) -> int:
    """Mark the record at ``at`` as the one that an acknowledgement names, and return its mark."""
    if log.marks[at] == GONE:
        log.digests[at] = digest
        mark = EXPIRED if mark == POSTED else mark
    elif log.digests[at] != digest:
        mark = CHANGED
    log.marks[at] = mark
    return mark


def _explain(book: FeedBook, logs: Mapping[int, PartitionLog], hop: Hop) -> None:
    """Sort the records that no acknowledgement names: explained, doubled or foreign."""
    unclaimed = [(partition, at) for partition, log in logs.items() for at in log.marked(FOREIGN)]
    known = book.known({logs[partition].digests[at] for partition, at in unclaimed}) if unclaimed else {}
    for partition, at in unclaimed:
        log = logs[partition]
        key = book.unanswered.take(log.digests[at])
        if key is not None:
            log.marks[at], log.keys[at] = EXPLAINED, key
            hop.explained += 1
        elif (key := known.get(log.digests[at])) is not None:
            log.marks[at], log.keys[at] = DOUBLED, key
            place = book.place(partition, log.start + at)
            hop.add("doubled", key, place, "nobody acknowledged this copy, and no retry explains it")
        else:
            hop.foreign += 1
    hop.foreign += sum(1 for log in logs.values() for _ in log.marked(EMPTY))


def _name_foreign(book: FeedBook, logs: Mapping[int, PartitionLog], hop: Hop, read_keys: ReadKeys) -> None:
    """Name the first records that nobody here posted by key and place."""
    places = list(islice(_foreign_places(logs), KEPT))
    keys = read_keys(places) if places else {}
    hop.foreign_records += [
        Foreign(keys.get((partition, offset)), book.place(partition, offset)) for partition, offset in places
    ]


def _foreign_places(logs: Mapping[int, PartitionLog]) -> Iterator[Place]:
    for partition, log in logs.items():
        for at in merge(log.marked(FOREIGN), log.marked(EMPTY)):
            yield partition, log.start + at
