"""Which shards are to be read now: a child not before its parents are done, so that a key keeps its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark_kinesis.offsets import Mark
    from pyspark_kinesis.wire import Shard


def readable(listed: Mapping[str, Shard], marks: Mapping[str, Mark]) -> list[str]:
    """Return the shards that may have a next record, in order.

    One that has a mark and is listed no more is among them: only Kinesis can say that it is gone.

    Args:
        listed: The stream's shards.
        marks: How far shards are read.
    """
    unfinished = {shard for shard in {*listed, *marks} if not (shard in marks and marks[shard].is_closed)}
    return sorted(
        shard for shard in unfinished if shard not in listed or unfinished.isdisjoint(listed[shard].parents)
    )


def remembered(listed: Mapping[str, Shard], marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """Return the marks without those of finished shards that Kinesis itself has forgotten."""
    return {shard: mark for shard, mark in marks.items() if shard in listed or not mark.is_closed}
