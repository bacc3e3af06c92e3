"""The ledger, packed: 24 bytes an acknowledged record, so that millions fit."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corkboard.catalogue import Feed
    from corkboard.ledger import Entry


@dataclass(slots=True)
class Postings:
    """Acknowledged records of one topic-partition, in the order of their acknowledgement."""

    offsets: array[int] = field(default_factory=lambda: array("q"))
    digests: array[int] = field(default_factory=lambda: array("Q"))
    keys: array[int] = field(default_factory=lambda: array("q"))

    def add(self, offset: int, digest: int, key: int) -> None:
        """Remember one record."""
        self.offsets.append(offset)
        self.digests.append(digest)
        self.keys.append(key)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.offsets, self.digests, self.keys, strict=True)


class Unanswered:
    """Sends whose fate nobody knows; each explains one record that nobody acknowledged."""

    def __init__(self) -> None:
        self._open: dict[int, list[int]] = {}
        self._unknown: dict[int, list[int]] = {}

    def note(self, status: str, digest: int, key: int) -> None:
        """Follow one ledger line: a ``sent`` is open until its answer; an ``unknown`` stays for good."""
        if status == "sent":
            self._open.setdefault(digest, []).append(key)
            return
        waiting = self._open.get(digest)
        if waiting:
            waiting.pop()
            if not waiting:
                del self._open[digest]
        if status == "unknown":
            self._unknown.setdefault(digest, []).append(key)

    def take(self, digest: int) -> int | None:
        """Return the key of one such send and forget it; none when there is none (left)."""
        for sends in (self._unknown, self._open):
            if sends.get(digest):
                return sends[digest].pop()
        return None

    @property
    def digests(self) -> set[int]:
        """The digests of these sends."""
        return {*self._unknown, *self._open}

    def __len__(self) -> int:
        return sum(len(keys) for sends in (self._unknown, self._open) for keys in sends.values())


@dataclass(slots=True)
class FeedBook:
    """One feed's ledger.

    Attributes:
        feed: The feed.
        topic: Its topic.
        posted: Acknowledged records in scope, by partition.
        elsewhere: Acknowledged records of runs out of scope, by partition.
        unanswered: Sends of unknown fate, whatever their run.
        refused: How many records in scope were refused for good.
    """

    feed: Feed
    topic: str
    posted: dict[int, Postings] = field(default_factory=dict)
    elsewhere: dict[int, Postings] = field(default_factory=dict)
    unanswered: Unanswered = field(default_factory=Unanswered)
    refused: int = 0

    @property
    def acknowledged(self) -> int:
        """How many records in scope were acknowledged."""
        return sum(len(postings.keys) for postings in self.posted.values())

    def place(self, partition: int, offset: int) -> str:
        """Return where a record is, such as ``corkboard.pin[0]@41``."""
        return f"{self.topic}[{partition}]@{offset}"

    def known(self, digests: set[int]) -> dict[int, int]:
        """Return the key of each of these values that was acknowledged in any run."""
        postings = [*self.posted.values(), *self.elsewhere.values()]
        return {value: key for part in postings for _, value, key in part if value in digests}


class Book:
    """The whole ledger, by topic.

    Attributes:
        feeds: One book a topic.
        outside: Acknowledged records that went neither to one of these topics nor to a stream of ours.
    """

    def __init__(self, topics: Mapping[str, Feed]) -> None:
        self.feeds = {topic: FeedBook(feed, topic) for topic, feed in topics.items()}
        self.outside = 0
        self._by_feed = {book.feed.name: book for book in self.feeds.values()}

    def add(self, entry: Entry, *, in_scope: bool = True) -> None:
        """Enter one ledger line of a run that posts to these topics."""
        place = entry.place
        book = self.feeds.get(str(place[0])) if place else self._by_feed.get(entry.feed)
        if book is None:
            self.add_outside(entry)
            return
        digest = int(entry.digest, 16)
        if place and entry.status == "acked":
            side = book.posted if in_scope else book.elsewhere
            side.setdefault(int(place[1]), Postings()).add(int(place[2]), digest, entry.key)
        book.refused += in_scope and entry.status == "dead"
        book.unanswered.note(entry.status, digest, entry.key)

    def add_outside(self, entry: Entry) -> None:
        """Count a ledger line of a run that posts elsewhere."""
        self.outside += entry.status == "acked"

    @property
    def acknowledged(self) -> int:
        """How many records in scope were acknowledged, of all feeds."""
        return sum(book.acknowledged for book in self.feeds.values())


def open_book(entries: Iterable[Entry], topics: Mapping[str, Feed], *, others: Iterable[Entry] = ()) -> Book:
    """Return the ledger packed.

    Args:
        entries: The lines in scope.
        topics: Each feed by its topic.
        others: The lines of runs out of scope, whose records are neither foreign nor checked.
    """
    book = Book(topics)
    for entry in entries:
        book.add(entry)
    for entry in others:
        book.add(entry, in_scope=False)
    return book
