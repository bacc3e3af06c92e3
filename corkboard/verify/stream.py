"""The stream path, pure: what was posted, what Kinesis and the clean table hold, one feed's result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from corkboard.verify import hop_log
from corkboard.verify.hop_clean import Cleaned
from corkboard.verify.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corkboard.verify.findings import Hop
    from corkboard.verify.hop_log import ReadKeys
    from corkboard.verify.partition import PartitionLog
    from corkboard.verify.shards import StreamBook


@dataclass(frozen=True, slots=True)
class StreamEvidence:
    """What the hops hold of one feed.

    Attributes:
        logs: Kinesis' records, by partition of the book.
        table: The clean table's name.
        keeps_all: Whether it has a row for each record.
        clean: Its keys and ``digests.of_row``.
        recomputed: The same of MySQL's rows, for these ascending keys.
        foreign_keys: How the records at these places of the book call themselves.
        dead: By partition, the offsets in the streaming job's dead-letter table.
        reencoded: Records whose JSON is spelled otherwise than it was sent.
    """

    logs: Mapping[int, PartitionLog]
    table: str
    clean: Iterable[tuple[int | None, int]]
    recomputed: Callable[[Iterator[int]], Iterable[tuple[int, int]]]
    foreign_keys: ReadKeys
    keeps_all: bool = False
    dead: Mapping[int, set[int]] = field(default_factory=dict)
    reencoded: int = 0
    notes: tuple[str, ...] = ()


class StreamResult(Result, frozen=True, kw_only=True):
    """One feed on the stream path.

    Attributes:
        stream: Its stream.
    """

    stream: str
    kinesis: Hop

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops in the order of the flow."""
        return self.kinesis, self.clean


def reconcile(book: StreamBook, evidence: StreamEvidence) -> StreamResult:
    """Follow one feed's records through Kinesis into the clean table.

    What was acknowledged in an earlier epoch of the stream cannot be read there any more; if the clean
    table does not have it either, it was lost with that epoch.
    """
    kinesis = hop_log.settle(book, evidence.logs, evidence.foreign_keys, name="kinesis")
    kinesis.reencoded = evidence.reencoded
    for log in evidence.logs.values():
        if len(log):
            log.land(0, len(log))
    cleaned = Cleaned(book, evidence.logs, evidence.dead, table=evidence.table, keeps_all=evidence.keeps_all)
    clean = cleaned.compare(evidence.clean, evidence.recomputed)
    _name_lost_epochs(book, clean)
    return StreamResult(
        feed=book.feed.name,
        stream=book.topic,
        posted=book.acknowledged,
        unanswered=len(book.unanswered),
        refused=book.refused,
        kinesis=kinesis,
        clean=clean,
        notes=[*evidence.notes, *_about_epochs(book), *kinesis.notes, *clean.notes],
    )


def _name_lost_epochs(book: StreamBook, clean: Hop) -> None:
    """Say of each lost key that its records went with an epoch, where all of them did."""
    last: dict[int, int] = {}
    for partition, postings in book.posted.items():
        epoch = book.lost_with.get(partition, 0)
        for key in postings.keys:
            last[key] = 0 if not epoch or last.get(key) == 0 else epoch
    clean.findings[:] = [
        msgspec.structs.replace(
            item,
            detail=f"{item.detail}: it went with epoch {last[item.key]} of the stream, before it was read",
        )
        if item.kind == "lost" and item.key is not None and last.get(item.key)
        else item
        for item in clean.findings
    ]


def _about_epochs(book: StreamBook) -> Iterator[str]:
    counts: dict[int, int] = {}
    for partition, epoch in book.lost_with.items():
        if partition in book.posted:
            counts[epoch] = counts.get(epoch, 0) + len(book.posted[partition].keys)
    for epoch, count in sorted(counts.items()):
        yield f"{count:,} records were acknowledged in epoch {epoch} of {book.topic}, which is gone"
