"""Gathers what the stream path holds of each feed, and has it reconciled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard import epochs
from corkboard.verify import delta, digests, kinesis, mysql
from corkboard.verify.explain import explained
from corkboard.verify.foreign import key_of
from corkboard.verify.recompute import wire_row
from corkboard.verify.shards import accept_spellings, doubtful_keys
from corkboard.verify.stream import StreamEvidence, StreamResult, reconcile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.foreign import ForeignKey, Place
    from corkboard.verify.shards import StreamBook, StreamLedger
    from corkboard.verify.watch import Watcher


class StreamChecker:
    """Gathers the evidence of one feed after another."""

    def __init__(self, settings: Settings, watcher: Watcher) -> None:
        self._settings = settings
        self._watcher = watcher

    def check(self, ledger: StreamLedger) -> StreamResult:
        """Return one feed's result.

        Raises:
            UnavailableError: A server does not answer, or a table cannot be read.
        """
        settings, feed, stream = self._settings, ledger.book.feed, ledger.book.topic
        history = epochs.history(settings.ledger_dir, stream)
        found = kinesis.read_shards(
            settings,
            stream,
            history[-1] if history else None,
            self._watcher,
            known=ledger.digests,
            keys=feed.partition_keys(settings.prefix) if settings.kinesis.shared_stream else "",
        )
        book, logs, meanings = ledger.settle(found, now_s=time.time())
        reencoded = accept_spellings(book, logs, meanings, self._sent(feed, doubtful_keys(book, meanings)))
        table = delta.CleanTable(settings, feed, feed.streamed, job="stream")
        evidence = StreamEvidence(
            logs=logs,
            table=feed.streamed,
            clean=table.read_rows(self._watcher),
            recomputed=lambda keys: (
                () if table.problem else mysql.read_cleaned(settings, feed, keys, self._watcher)
            ),
            foreign_keys=lambda places: self._foreign_keys(book, places),
            keeps_all=table.keeps_all,
            dead=_dead_offsets(book, delta.read_stream_dead_letters(settings, feed), len(history)),
            reencoded=reencoded,
            notes=tuple(note for note in (_about(stream, found), table.problem) if note),
        )
        result = reconcile(book, evidence)
        result.clean.findings[:] = explained(settings, feed, table, result.clean.findings)
        return result

    def _sent(self, feed: Feed, keys: list[int]) -> Iterator[tuple[int, int]]:
        """Yield each key and ``digests.of_json`` of the record that MySQL's row makes."""
        for key, row in mysql.read_rows(self._settings, feed, keys):
            yield key, digests.of_json(wire_row(row))

    def _foreign_keys(self, book: StreamBook, places: list[Place]) -> dict[Place, ForeignKey]:
        where = {
            (book.shards[partition], book.numbers[partition][at]): (partition, at) for partition, at in places
        }

        def named(data: bytes, partition_key: bytes) -> ForeignKey | None:
            return key_of(book.feed.key, data, partition_key)

        found = kinesis.read_keys(self._settings, book.topic, list(where), named)
        return {where[place]: key for place, key in found.items()}


def _dead_offsets(book: StreamBook, letters: list[dict[str, object]], present: int) -> dict[int, set[int]]:
    """Return the dead letters as places of the book."""
    by_shard = {
        (name if partition in book.lost_with else f"{name} of epoch {present}"): partition
        for partition, name in enumerate(book.shards)
    }
    indexes = {
        partition: {number: at for at, number in enumerate(numbers)}
        for partition, numbers in enumerate(book.numbers)
    }
    found: dict[int, set[int]] = {}
    for letter in letters:
        partition = by_shard.get(f"{letter['shard']} of epoch {letter['epoch']}")
        number = str(letter["sequence_number"])
        if letter["stream"] == book.topic and partition is not None and number in indexes[partition]:
            found.setdefault(partition, set()).add(indexes[partition][number])
    return found


def _about(stream: str, found: Mapping[str, object]) -> str:
    return "" if found else f"there is no stream {stream}: run 'corkboard provision'"
