"""Connects the readers with the pure part: one result a feed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

import msgspec

from corkboard.errors import VerifyError
from corkboard.verify import delta, kafka, mysql, posted
from corkboard.verify.check_stream import StreamChecker
from corkboard.verify.explain import explained
from corkboard.verify.reconcile import Evidence, FeedResult, reconcile
from corkboard.verify.s3 import Bucket

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.book import Book, FeedBook
    from corkboard.verify.kafka import DeadLetter, Logs
    from corkboard.verify.reconcile import DeadOffsets
    from corkboard.verify.stream import StreamResult
    from corkboard.verify.watch import Watcher

SHOWN_NAMES = 3
Path = Literal["batch", "stream", "both"]


class Report(msgspec.Struct, frozen=True):
    """The whole verification.

    Attributes:
        run: The run that it was narrowed to, or none.
        feeds: One result a feed that was posted to topics.
        seconds: How long it took.
        notes: What else is worth knowing.
        streams: One result a feed that was posted to streams.
        path: The path that it was narrowed to, or both.
    """

    run: str | None
    feeds: list[FeedResult]
    seconds: float
    notes: list[str]
    streams: list[StreamResult] = []
    path: Path = "both"

    @property
    def passed(self) -> bool:
        """Whether every feed passed."""
        return all(feed.passed for feed in (*self.feeds, *self.streams))


def check(settings: Settings, run: str | None, watcher: Watcher, *, path: Path = "both") -> Report:
    """Read every hop of a path, or of both, and reconcile it with the ledger.

    Raises:
        VerifyError: Nothing was posted, or nothing along that path.
        UnavailableError: A server does not answer.
    """
    began = time.monotonic()
    found = posted.read_posted(settings, run, watcher)
    has_batch = bool(found.book.acknowledged) and path != "stream"
    has_stream = bool(found.to_streams) and path != "batch"
    if not has_batch and not has_stream:
        raise VerifyError(f"nothing was posted along the path {path}", hint=f"corkboard post --path {path}")
    feeds = _check_topics(settings, found.book, watcher) if has_batch else []
    by_stream = StreamChecker(settings, watcher)
    streams = [by_stream.check(one) for one in found.streams] if has_stream else []
    notes = []
    if found.book.outside:
        notes.append(f"{found.book.outside} records went to other topics or streams and are not part of this")
    return Report(run, feeds, round(time.monotonic() - began, 1), notes, streams, path)


def _check_topics(settings: Settings, book: Book, watcher: Watcher) -> list[FeedResult]:
    logs = kafka.read_logs(settings, list(book.feeds), watcher)
    checker = Checker(settings, watcher, kafka.read_dead_letters(settings))
    return [checker.check(one, logs[topic]) for topic, one in book.feeds.items()]


class Checker:
    """Gathers the evidence of one feed after another."""

    def __init__(self, settings: Settings, watcher: Watcher, letters: Iterable[DeadLetter]) -> None:
        self._settings = settings
        self._watcher = watcher
        self._letters = list(letters)
        self._bucket = Bucket(settings)

    def check(self, book: FeedBook, logs: Logs) -> FeedResult:
        """Return one feed's result, with what differs in the first changed rows."""
        feed, topic = book.feed, book.topic
        names, strange = self._bucket.list_objects(topic)
        table = delta.CleanTable(self._settings, feed, feed.clean, job="batch")
        spark_letters = delta.read_dead_letters(self._settings, feed)
        sink_dead = [letter for letter in self._letters if letter.topic == topic]
        spark_dead = [letter for letter in spark_letters if letter["topic"] == topic]
        evidence = Evidence(
            logs=logs,
            objects=self._bucket.read_objects(names, self._watcher, f"S3 {topic}"),
            meanings=lambda wanted: self._meanings(topic, {part: logs[part] for part in wanted}),
            clean=table.read_rows(self._watcher),
            recomputed=lambda keys: () if table.problem else self._recomputed(feed, keys),
            foreign_keys=lambda places: kafka.read_keys(self._settings, topic, feed.key, places),
            sink_dead=_dead_offsets((letter.partition, letter.offset) for letter in sink_dead),
            spark_dead=_dead_offsets((letter["partition"], letter["offset"]) for letter in spark_dead),
            notes=tuple(note for note in (_about(logs, topic), _about_names(strange), table.problem) if note),
        )
        result = reconcile(book, evidence)
        result.clean.findings[:] = explained(self._settings, feed, table, result.clean.findings)
        return result

    def _meanings(self, topic: str, logs: Logs) -> dict[int, array[int]]:
        return kafka.read_meanings(self._settings, topic, logs)

    def _recomputed(self, feed: Feed, keys: Iterator[int]) -> Iterator[tuple[int, int]]:
        return mysql.read_cleaned(self._settings, feed, keys, self._watcher)


def _dead_offsets(places: Iterable[tuple[int, int]]) -> DeadOffsets:
    found: DeadOffsets = {}
    for partition, offset in places:
        found.setdefault(partition, set()).add(offset)
    return found


def _about(logs: Logs, topic: str) -> str:
    return "" if logs else f"there is no topic {topic}: run 'corkboard provision'"


def _about_names(strange: list[str]) -> str:
    if not strange:
        return ""
    return (
        f"{len(strange)} objects have names that the sink does not give: {', '.join(strange[:SHOWN_NAMES])}"
    )
