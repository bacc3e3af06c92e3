"""One stream's shards as verify sees them: each record at an index, whatever its sequence number. Pure.

A shard's sequence numbers are long and far apart, so its records are counted instead: index ``at`` of its
log stands for ``numbers[at]``. What was acknowledged and is not in the shard gets an index too::

    acknowledged, and since removed │ read from Kinesis, in its order │ acknowledged, and not there
    GONE, later EXPIRED             │ FOREIGN, later POSTED …         │ lost

Records of an earlier epoch cannot be read any more: they have logs of their own, of the first kind alone.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corkboard.epochs import epoch_at
from corkboard.verify.book import FeedBook, Postings
from corkboard.verify.partition import PartitionLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corkboard.catalogue import Feed
    from corkboard.epochs import Epoch
    from corkboard.ledger import Entry

RETENTION_S = 24 * 3600


@dataclass(slots=True)
class ShardRecords:
    """What Kinesis has of one shard.

    Attributes:
        numbers: Sequence numbers as Kinesis spells them, leading zeros too, ascending.
        digests: ``digests.of_bytes`` of each record's data.
        meanings: By index, ``digests.of_json`` of the records whose digest nobody has sent.
    """

    numbers: list[str] = field(default_factory=list)
    digests: array[int] = field(default_factory=lambda: array("Q"))
    meanings: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Acknowledged:
    """The acknowledged records of one shard in one epoch, in the order of their acknowledgement."""

    numbers: list[str] = field(default_factory=list)
    digests: array[int] = field(default_factory=lambda: array("Q"))
    keys: array[int] = field(default_factory=lambda: array("q"))
    times: array[float] = field(default_factory=lambda: array("d"))


@dataclass(slots=True)
class StreamBook(FeedBook):
    """One feed's ledger on the stream path; ``topic`` is its stream, a partition a shard in an epoch.

    Attributes:
        shards: By partition, the shard's name; that of an earlier epoch says so.
        numbers: By partition, the sequence number of each index.
        lost_with: By partition, the number of the earlier epoch that it belongs to.
    """

    shards: list[str] = field(default_factory=list)
    numbers: list[list[str]] = field(default_factory=list)
    lost_with: dict[int, int] = field(default_factory=dict)

    def place(self, partition: int, offset: int) -> str:
        """Return where a record is, such as ``streaming-corkboard-pin[shardId-000000000000]@4957…``."""
        return f"{self.topic}[{self.shards[partition]}]@{self.numbers[partition][offset]}"


class StreamLedger:
    """What the ledger has of one feed's stream.

    Args:
        feed: The feed.
        stream: Its stream.
        epochs: The stream's epochs, the present one last.
    """

    def __init__(self, feed: Feed, stream: str, epochs: Sequence[Epoch]) -> None:
        self.book = StreamBook(feed, stream)
        self._epochs = epochs
        self._sides: dict[bool, dict[tuple[int, str], Acknowledged]] = {True: {}, False: {}}

    @property
    def acknowledged(self) -> int:
        """How many records in scope were acknowledged."""
        return sum(len(one.keys) for one in self._sides[True].values())

    @property
    def digests(self) -> set[int]:
        """The digests of everything that was acknowledged or may have been stored."""
        acked = {value for side in self._sides.values() for one in side.values() for value in one.digests}
        return acked | self.book.unanswered.digests

    def add(self, entry: Entry, *, in_scope: bool) -> None:
        """Enter one ledger line of a run that posts to streams."""
        digest = int(entry.digest, 16)
        if entry.place and entry.status == "acked":
            epoch = epoch_at(self._epochs, entry.at)
            one = self._sides[in_scope].setdefault((epoch, str(entry.place[1])), Acknowledged())
            one.numbers.append(str(entry.place[2]))
            one.digests.append(digest)
            one.keys.append(entry.key)
            one.times.append(entry.at)
        self.book.refused += in_scope and entry.status == "dead"
        self.book.unanswered.note(entry.status, digest, entry.key)

    def settle(
        self, found: Mapping[str, ShardRecords], *, now_s: float
    ) -> tuple[StreamBook, dict[int, PartitionLog], dict[int, dict[int, int]]]:
        """Give every acknowledged record its place.

        Args:
            found: What Kinesis has, by shard.
            now_s: Seconds since the epoch.

        Returns:
            The book, the log of each partition, and by partition the meanings of ``ShardRecords``, by index.
        """
        present = max((epoch.number for epoch in self._epochs), default=0)
        sides = [*self._sides[True], *self._sides[False]]
        places = dict.fromkeys([*((present, shard) for shard in found), *sides])
        logs, meanings = {}, {}
        for partition, (epoch, shard) in enumerate(places):
            is_past = epoch != present
            records = ShardRecords() if is_past else found.get(shard, ShardRecords())
            oldest_s = now_s if is_past else now_s - RETENTION_S
            logs[partition], first = self._place(partition, (epoch, shard), records, oldest_s)
            meanings[partition] = {first + at: value for at, value in records.meanings.items()}
            self.book.shards.append(f"{shard} of epoch {epoch}" if is_past else shard)
            if is_past:
                self.book.lost_with[partition] = epoch
        return self.book, logs, meanings

    def _place(
        self, partition: int, place: tuple[int, str], records: ShardRecords, oldest_s: float
    ) -> tuple[PartitionLog, int]:
        """Index one shard's records, and return its log and the index of the first that was read."""
        sides = {scope: self._sides[scope].get(place, Acknowledged()) for scope in (True, False)}
        read = set(records.numbers)
        absent = {
            number: at_s
            for one in sides.values()
            for number, at_s in zip(one.numbers, one.times, strict=True)
            if number not in read
        }
        gone = sorted((number for number, at_s in absent.items() if at_s < oldest_s), key=int)
        lost = sorted(absent.keys() - set(gone), key=int)
        numbers = [*gone, *records.numbers, *lost]
        self.book.numbers.append(numbers)
        index = {number: at for at, number in enumerate(numbers)}
        log = PartitionLog(len(gone))
        for digest in records.digests:
            log.append_digest(digest)
        log.close()
        log.reach_back(0)
        for scope, side in ((True, self.book.posted), (False, self.book.elsewhere)):
            if len(sides[scope].keys):
                side[partition] = _postings(sides[scope], index)
        return log, len(gone)


def _postings(one: Acknowledged, index: Mapping[str, int]) -> Postings:
    postings = Postings()
    for number, digest, key in zip(one.numbers, one.digests, one.keys, strict=True):
        postings.add(index[number], digest, key)
    return postings


def accept_spellings(
    book: StreamBook,
    logs: Mapping[int, PartitionLog],
    meanings: Mapping[int, Mapping[int, int]],
    sent: Iterable[tuple[int, int]],
) -> int:
    """Take records whose JSON is only spelled otherwise for those that were sent, and return how many.

    Args:
        book: What was posted.
        logs: Their digests are corrected.
        meanings: By partition and index, ``digests.of_json`` of what Kinesis has.
        sent: Keys, and ``digests.of_json`` of the row that each stands for.
    """
    wanted = dict(sent)
    count = 0
    for side in (book.posted, book.elsewhere):
        for partition, postings in side.items():
            log, meant = logs[partition], meanings.get(partition, {})
            for offset, digest, key in postings:
                if offset in meant and meant[offset] == wanted.get(key):
                    log.digests[offset - log.start] = digest
                    count += 1
    return count


def doubtful_keys(book: StreamBook, meanings: Mapping[int, Mapping[int, int]]) -> list[int]:
    """Return, ascending, the keys of acknowledged records whose bytes are not those that were sent."""
    return sorted(
        {
            key
            for side in (book.posted, book.elsewhere)
            for partition, postings in side.items()
            for offset, _, key in postings
            if offset in meanings.get(partition, {})
        }
    )
