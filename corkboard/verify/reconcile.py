"""The pure part whole: what was posted and what each hop holds go in, one feed's result comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corkboard.verify import hop_log
from corkboard.verify.hop_clean import Cleaned
from corkboard.verify.hop_s3 import Landing
from corkboard.verify.result import Result

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corkboard.verify.book import FeedBook
    from corkboard.verify.findings import Hop
    from corkboard.verify.hop_log import ReadKeys
    from corkboard.verify.landed import LandedObject
    from corkboard.verify.partition import PartitionLog

DeadOffsets = dict[int, set[int]]
Row = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the hops hold of one feed; each source is read once, in this order.

    Attributes:
        logs: Kafka's records, by partition.
        sink_dead: By partition, the offsets in the sink's dead-letter topic.
        objects: S3's objects.
        meanings: For some partitions, ``digests.of_json`` of each record, indexed as its log;
            asked for only when an object's bytes differ from Kafka's.
        spark_dead: By partition, the offsets in Spark's dead-letter table.
        clean: The clean table's keys and ``digests.of_row``.
        recomputed: The same of MySQL's rows, for these ascending keys.
        foreign_keys: How the records at these places of Kafka call themselves.
    """

    logs: Mapping[int, PartitionLog]
    objects: Iterable[LandedObject]
    meanings: Callable[[set[int]], Mapping[int, array[int]]]
    clean: Iterable[tuple[int | None, int]]
    recomputed: Callable[[Iterator[int]], Iterable[Row]]
    foreign_keys: ReadKeys
    sink_dead: DeadOffsets = field(default_factory=dict)
    spark_dead: DeadOffsets = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class FeedResult(Result, frozen=True, kw_only=True):
    """One feed on the batch path."""

    kafka: Hop
    s3: Hop

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops in the order of the flow."""
        return self.kafka, self.s3, self.clean


def reconcile(book: FeedBook, evidence: Evidence) -> FeedResult:
    """Follow one feed's records through the hops; a hop answers only for what reached it."""
    kafka = hop_log.settle(book, evidence.logs, evidence.foreign_keys)
    s3 = _landing(book, evidence)
    clean = _cleaned(book, evidence)
    return FeedResult(
        feed=book.feed.name,
        posted=book.acknowledged,
        unanswered=len(book.unanswered),
        refused=book.refused,
        kafka=kafka,
        s3=s3,
        clean=clean,
        notes=[*evidence.notes, *(note for hop in (kafka, s3, clean) for note in hop.notes)],
    )


def _landing(book: FeedBook, evidence: Evidence) -> Hop:
    landing = Landing(book.topic, evidence.logs, evidence.sink_dead)
    for item in evidence.objects:
        landing.add(item)
    doubtful = landing.doubtful_partitions()
    landing.compare_meaning(evidence.meanings(doubtful) if doubtful else {})
    return landing.tally()


def _cleaned(book: FeedBook, evidence: Evidence) -> Hop:
    cleaned = Cleaned(
        book, evidence.logs, _together(evidence.sink_dead, evidence.spark_dead), table=book.feed.clean
    )
    return cleaned.compare(evidence.clean, evidence.recomputed)


def _together(left: DeadOffsets, right: DeadOffsets) -> DeadOffsets:
    return {part: left.get(part, set()) | right.get(part, set()) for part in left.keys() | right.keys()}
