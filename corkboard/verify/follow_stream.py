"""Follows one post through Kinesis, with the readers that ``check_stream`` uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard import epochs, ledger
from corkboard.verify import delta, kinesis
from corkboard.verify.story import KinesisRecord, Posting, Story

if TYPE_CHECKING:
    from corkboard.catalogue import Feed
    from corkboard.settings import Settings


def follow_stream(settings: Settings, feed: Feed, story: Story) -> None:
    """Add to each posting to the feed's stream what Kinesis and the dead letters have of it.

    Raises:
        UnavailableError: Kinesis does not answer, or a table cannot be read.
    """
    stream = settings.kinesis.stream(feed, settings.prefix)
    history = epochs.history(settings.ledger_dir, stream)
    letters = {
        (one["stream"], one["epoch"], one["shard"], one["sequence_number"]): one["reason"]
        for one in delta.read_stream_dead_letters(settings, feed)
    }
    for posting in story.postings:
        if not posting.place or posting.place[0] != stream:
            continue
        shard, number = str(posting.place[1]), str(posting.place[2])
        posting.epoch = epochs.epoch_at(history, posting.answered_at or 0)
        if not history or posting.epoch == history[-1].number:
            posting.kinesis = _record(settings, posting, stream, shard, number)
        if reason := letters.get((stream, posting.epoch, shard, number)):
            posting.dead_letters.append(reason)


def _record(
    settings: Settings, posting: Posting, stream: str, shard: str, number: str
) -> KinesisRecord | None:
    found = kinesis.read_one(settings, stream, shard, number)
    if found is None:
        return None
    data: bytes = found["Data"]
    return KinesisRecord(
        at_ms=round(found["ApproximateArrivalTimestamp"].timestamp() * 1000),
        value=data.decode(errors="replace"),
        partition_key=found["PartitionKey"],
        as_sent=ledger.digest(data) == posting.digest,
    )
