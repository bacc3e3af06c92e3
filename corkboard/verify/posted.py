"""Reads the ledger's files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from corkboard import catalogue, epochs, ledger
from corkboard.errors import UsageError, VerifyError
from corkboard.verify.book import Book
from corkboard.verify.shards import StreamLedger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.watch import Watcher

STEP = 20_000
TO_TOPICS, TO_STREAMS = "batch", "stream"


@dataclass(frozen=True, slots=True)
class Posted:
    """Everything that was posted.

    Attributes:
        book: To topics, by topic.
        streams: To streams, one a feed.
    """

    book: Book
    streams: tuple[StreamLedger, ...]

    @property
    def to_streams(self) -> int:
        """How many records in scope were acknowledged by streams."""
        return sum(one.acknowledged for one in self.streams)


def read_posted(settings: Settings, run: str | None, watcher: Watcher) -> Posted:
    """Return everything posted since ``reset``, packed; with ``run`` the others are known and not checked.

    Raises:
        UsageError: There is no such run.
        VerifyError: Nothing was posted, or the ledger is damaged.
    """
    folder = settings.ledger_dir
    runs = ledger.runs(folder)
    if run and run not in runs:
        recent = ", ".join(runs[-3:])
        raise UsageError(f"there is no run {run} in {folder}", hint=f"the last ones: {recent or 'none yet'}")
    book = Book(catalogue.topics(settings.prefix))
    streams = {feed.name: _stream_ledger(settings, feed) for feed in catalogue.FEEDS}
    advance = watcher.begin("ledger", None)
    for name in runs:
        path = _path_of(settings, name)
        for number, entry in enumerate(read_run(settings, name), start=1):
            ledger_of_stream = streams.get(entry.feed)
            if path == TO_TOPICS:
                book.add(entry, in_scope=run in (None, name))
            elif path == TO_STREAMS and ledger_of_stream and _is_at(entry, ledger_of_stream.book.topic):
                ledger_of_stream.add(entry, in_scope=run in (None, name))
            else:
                book.add_outside(entry)
            if not number % STEP:
                advance(STEP)
    posted = Posted(book, tuple(streams.values()))
    if not book.acknowledged and not posted.to_streams:
        raise _nothing(settings, run, book.outside)
    return posted


def _stream_ledger(settings: Settings, feed: Feed) -> StreamLedger:
    stream = settings.kinesis.stream(feed, settings.prefix)
    return StreamLedger(feed, stream, epochs.history(settings.ledger_dir, stream))


def _is_at(entry: ledger.Entry, stream: str) -> bool:
    return entry.place is None or entry.place[0] == stream


def read_run(settings: Settings, run: str) -> Iterator[ledger.Entry]:
    """Yield a run's entries.

    Raises:
        VerifyError: A line is not an entry.
    """
    try:
        yield from ledger.read(settings.ledger_dir, run)
    except msgspec.DecodeError as error:
        path = settings.ledger_dir / f"{run}.jsonl"
        raise VerifyError(f"the ledger {path} is damaged: {error}", hint="move that file away") from error


def _path_of(settings: Settings, run: str) -> str:
    """Return a run's path, if it posts with this prefix; one without a plan is taken to post to topics."""
    try:
        plan = ledger.read_plan(settings.ledger_dir, run)
    except UsageError:
        return TO_TOPICS
    return plan.path if plan.prefix == settings.prefix else ""


def _nothing(settings: Settings, run: str | None, outside: int) -> VerifyError:
    scope = f"in run {run}" if run else "since the last reset"
    elsewhere = f" ({outside} went to topics or streams of another name)" if outside else ""
    return VerifyError(
        f"nothing was posted to {settings.prefix}'s topics or streams {scope}{elsewhere}",
        hint="post something first: corkboard post --rows 100",
    )
