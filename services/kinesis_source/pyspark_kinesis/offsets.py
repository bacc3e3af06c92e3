"""How far each shard is read: what Spark writes into its offset log, and what it compares as text.

    {"<stream>": {"created": 1731000000000,          the stream's creation, ms: its identity
                  "initial": 0,                      where shards begin, ms since 1970; 0 is trim_horizon
                  "shards": {"shardId-000000000000": {"after": "4965…", "arrived": 1731000000999,
                                                      "records": 12, "bytes": 3456}}}}

A shard is listed once it gave a record or was closed; one that is not begins at ``initial``. A query
begins with ``{}``, so its first batch differs from that and writes ``initial`` down: ``latest`` means the
same moment after a restart. ``records`` and ``bytes`` count from the query's beginning. They are metrics,
and the proof that reading a range again gave all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark_kinesis.wire import Record


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one shard is read.

    Attributes:
        after: The last sequence number read; empty at the beginning.
        arrived_ms: When that record arrived.
        records: How many records were read.
        size_bytes: The size of their data.
        is_closed: Whether the shard ended there; a closed shard is never read again.
    """

    after: str = ""
    arrived_ms: int = 0
    records: int = 0
    size_bytes: int = 0
    is_closed: bool = False

    def past(self, records: list[Record], size_bytes: int) -> Mark:
        """Return the mark behind these records."""
        if not records:
            return self
        last = records[-1]
        return replace(
            self,
            after=last["SequenceNumber"],
            arrived_ms=round(last["ApproximateArrivalTimestamp"] * 1000),
            records=self.records + len(records),
            size_bytes=self.size_bytes + size_bytes,
        )

    def closed(self) -> Mark:
        """Return the same mark of a shard that has ended."""
        return replace(self, is_closed=True)


BEGINNING = Mark()


@dataclass(frozen=True, slots=True)
class StreamMarks:
    """How far one stream is read.

    Attributes:
        created_ms: When the stream was created.
        initial_ms: Where a shard without a mark begins; 0 is its oldest record.
        shards: The marks.
    """

    created_ms: int
    initial_ms: int
    shards: Mapping[str, Mark] = field(default_factory=dict)

    def mark(self, shard: str) -> Mark:
        """Return how far a shard is read."""
        return self.shards.get(shard, BEGINNING)


Offset = dict[str, StreamMarks]


def to_json(offset: Offset) -> dict[str, Any]:
    """Return the offset as Spark keeps it: equal offsets give equal text, as every key is in order."""
    return {
        name: {
            "created": marks.created_ms,
            "initial": marks.initial_ms,
            "shards": {shard: _mark_to_json(marks.shards[shard]) for shard in sorted(marks.shards)},
        }
        for name, marks in sorted(offset.items())
    }


def from_json(kept: Mapping[str, Any]) -> Offset:
    """Return the offset that ``to_json`` wrote."""
    return {
        name: StreamMarks(
            one["created"],
            one["initial"],
            {shard: _mark_from_json(mark) for shard, mark in one["shards"].items()},
        )
        for name, one in kept.items()
    }


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    place = {"after": mark.after, "arrived": mark.arrived_ms}
    kept: dict[str, Any] = {**place, "records": mark.records, "bytes": mark.size_bytes}
    return {**kept, "closed": True} if mark.is_closed else kept


def _mark_from_json(kept: Mapping[str, Any]) -> Mark:
    is_closed = kept.get("closed", False)
    return Mark(kept["after"], kept["arrived"], kept["records"], kept["bytes"], is_closed=is_closed)
