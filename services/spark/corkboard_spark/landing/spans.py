"""Which records a run reads: a span of offsets, and the objects that hold it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard_spark.landing.names import Folder, Landed


@dataclass(frozen=True, slots=True)
class Span:
    """Records ``low`` ≤ offset < ``high`` of one topic-partition.

    Spans count records and not names: the newest object may be put again, longer, under its name.

    Attributes:
        folder: The topic-partition.
        low: The first offset not yet recorded as done.
        high: The offset after the last record that has landed.
        objects: The objects that hold them, in order.
    """

    folder: Folder
    low: int
    high: int
    objects: tuple[Landed, ...]

    def __bool__(self) -> bool:
        """Whether there is a record to read or a gap to report."""
        return self.high > self.low

    @property
    def starts_late(self) -> bool:
        """Whether the record at ``low`` has not landed, though a later one has."""
        return bool(self) and self.objects[0].first > self.low

    @property
    def size_bytes(self) -> int:
        """How much there is to fetch."""
        return sum(landed.size_bytes for landed in self.objects)

    def until(self, offset: int) -> Span:
        """Return the part before ``offset``."""
        objects = tuple(landed for landed in self.objects if landed.first < offset)
        return replace(self, high=min(self.high, offset), objects=objects)

    def beyond(self, gap: int) -> Span:
        """Return what begins with the first object behind the gap at offset ``gap``."""
        objects = tuple(landed for landed in self.objects if landed.first > gap)
        return replace(self, low=objects[0].first if objects else self.high, objects=objects)


def span_of(folder: Folder, objects: Sequence[Landed], *, recorded: int, end: int) -> Span:
    """Return what there is to do.

    Args:
        folder: The topic-partition.
        objects: What has landed, in order; may begin well before ``recorded``.
        recorded: The next offset that the clean table expects.
        end: The offset after the newest object's last record.
    """
    holder = bisect_right(objects, recorded, key=lambda landed: landed.first) - 1
    return Span(folder, recorded, max(recorded, end), tuple(objects[max(holder, 0) :]))
