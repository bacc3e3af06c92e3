"""The story of one post: its row, each posting of it, and what every hop made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corkboard.ledger import Entry


class KafkaRecord(msgspec.Struct, frozen=True):
    """The record that Kafka has.

    Attributes:
        at_ms: Its timestamp, milliseconds since the epoch.
        value: As text.
        as_sent: Whether its bytes are those that the ledger names.
    """

    at_ms: int
    value: str
    as_sent: bool


class S3Line(msgspec.Struct, frozen=True):
    """The line of an object that holds the record.

    Attributes:
        name: The object's key in the bucket.
        line: Its number, from 1.
        body: As text.
        match: ``same bytes``, ``re-encoded`` or ``changed``.
    """

    name: str
    line: int
    body: str
    match: str


class KinesisRecord(msgspec.Struct, frozen=True):
    """The record that Kinesis has.

    Attributes:
        at_ms: When it arrived, milliseconds since the epoch.
        value: As text.
        partition_key: Its partition key.
        as_sent: Whether its bytes are those that the ledger names.
    """

    at_ms: int
    value: str
    partition_key: str
    as_sent: bool


class Posting(msgspec.Struct):
    """One attempt to post the record.

    Attributes:
        run: Whose attempt.
        status: The ledger's word for its fate; ``sent`` when none came.
        sent_at: Seconds since the epoch; none in a ledger without ``sent`` lines.
        answered_at: The same, of the answer.
        place: Topic, partition, offset; or stream, shard, sequence number.
        kafka: What Kafka has of it; ``s3`` and ``kinesis`` likewise.
        epoch: On the stream path, the epoch of the stream in which it was acknowledged.
        dead_letters: Where it was put aside, and why.
    """

    run: str
    status: str
    digest: str
    sent_at: float | None = None
    answered_at: float | None = None
    place: tuple[str, int | str, int | str] | None = None
    reason: str = ""
    kafka: KafkaRecord | None = None
    s3: S3Line | None = None
    kinesis: KinesisRecord | None = None
    epoch: int = 0
    dead_letters: list[str] = []

    @property
    def is_streamed(self) -> bool:
        """Whether a stream has acknowledged it: shards have names, and partitions numbers."""
        return self.place is not None and isinstance(self.place[1], str)


class Story(msgspec.Struct):
    """One post's story.

    Attributes:
        row: MySQL's row; none when there is none.
        clean: The rows of the batch's clean table with this key: one as a rule.
        streamed: The same of the table that the streaming job keeps.
        expected: The clean row as recomputed from MySQL's.
        notes: What else is worth knowing.
    """

    feed: str
    key: int
    row: dict[str, Any] | None
    postings: list[Posting]
    clean: list[dict[str, Any]] = []
    streamed: list[dict[str, Any]] = []
    expected: dict[str, Any] | None = None
    notes: list[str] = []


def postings(run: str, entries: Iterable[Entry], feed: str, key: int) -> Iterator[Posting]:
    """Yield a run's attempts to post one record, each with its fate."""
    open_attempts: list[Posting] = []
    for entry in entries:
        if entry.key != key or entry.feed != feed:
            continue
        if entry.status == "sent":
            open_attempts.append(Posting(run, "sent", entry.digest, sent_at=entry.at))
            continue
        posting = next((one for one in open_attempts if one.digest == entry.digest), None)
        if posting:
            open_attempts.remove(posting)
        yield Posting(
            run,
            entry.status,
            entry.digest,
            sent_at=posting.sent_at if posting else None,
            answered_at=entry.at,
            place=entry.place,
            reason=entry.reason,
        )
    yield from open_attempts
