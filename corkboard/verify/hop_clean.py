"""A clean table against the ledger and against MySQL: each key once, each value as recomputed."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from corkboard.verify.findings import Hop
from corkboard.verify.keys import KeyIndex
from corkboard.verify.partition import DUE_IN_S3, EXPLAINED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from corkboard.verify.book import FeedBook
    from corkboard.verify.partition import PartitionLog

KNOWN, DUE, REACHED, DEAD, SOUND, MIXED = 1, 2, 4, 8, 16, 32
MOST_TIMES = 2**16 - 1


class Cleaned:
    """Takes in a clean table's rows, then the recomputed rows, and says what the table lacks.

    Args:
        book: What was posted.
        logs: The partitions after the hop before; what it has is landed.
        dead: By partition, the offsets that were put into a dead-letter place.
        table: The table's name.
        keeps_all: A key has a row for each of its records, and not one for all.
    """

    def __init__(
        self,
        book: FeedBook,
        logs: Mapping[int, PartitionLog],
        dead: Mapping[int, AbstractSet[int]],
        *,
        table: str,
        keeps_all: bool = False,
    ) -> None:
        self.table = table
        self.hop = Hop("clean")
        self._keeps_all = keeps_all
        everything = [*book.posted.values(), *book.elsewhere.values()]
        late = [log.keys[at] for log in logs.values() for at in log.marked(EXPLAINED)]
        self._index = KeyIndex([late, *(postings.keys for postings in everything)])
        self._flags = bytearray(len(self._index))
        self._times = array("H", bytes(2 * len(self._index)))
        self._least = array("H", bytes(2 * len(self._index)))
        self._most = array("H", bytes(2 * len(self._index)))
        self._rows = array("Q", bytes(8 * len(self._index)))
        self._flag_postings(book, dead)
        self._flag_landed(logs, dead)

    def compare(
        self,
        rows: Iterable[tuple[int | None, int]],
        recomputed: Callable[[Iterator[int]], Iterable[tuple[int, int]]],
    ) -> Hop:
        """Return the result of the table's rows beside the recomputed ones; both are read once."""
        for key, row in rows:
            self.add_row(key, row)
        for key, row in recomputed(self.due_keys()):
            self.add_recomputed(key, row)
        return self.tally()

    def due_keys(self) -> Iterator[int]:
        """Yield, ascending, the keys whose values are to be recomputed."""
        return (self._index.key(number) for number, flags in enumerate(self._flags) if flags & DUE)

    def add_row(self, key: int | None, row: int) -> None:
        """Take in one row of the table: its key and ``digests.of_row``."""
        number = None if key is None else self._index.number(key)
        if number is None or not self._flags[number]:
            self.hop.add_foreign(key, self._place(key))
            return
        if self._times[number] and self._rows[number] != row:
            self._flags[number] |= MIXED
        _count(self._times, number)
        self._rows[number] = row

    def add_recomputed(self, key: int, row: int) -> None:
        """Take in one row as MySQL has it and as cleaning makes it."""
        number = self._index.number(key)
        if number is not None and self._rows[number] == row:
            self._flags[number] |= SOUND

    def tally(self) -> Hop:
        """Return the table's result; call it once, after all rows."""
        for number, flags in enumerate(self._flags):
            if flags & DUE:
                self.hop.due += 1
                self._tally(number, flags, self._times[number])
            elif flags & DEAD:
                self.hop.dead_lettered += 1
        return self.hop

    def _place(self, key: int | None) -> str:
        return f"{self.table} ind={'null' if key is None else key}"

    def _tally(self, number: int, flags: int, times: int) -> None:
        key = self._index.key(number)
        place = self._place(key)
        least, most = (self._least[number], self._most[number]) if self._keeps_all else (1, 1)
        if times > most:
            self.hop.add("doubled", key, place, f"{times} rows" + (f" of {most} records" if most > 1 else ""))
        if 0 < times < least:
            self.hop.add("lost", key, place, f"{times} rows of {least} records")
        elif times and flags & SOUND and not flags & MIXED:
            self.hop.found += 1
        elif times:
            self.hop.add("changed", key, place, "not what cleaning makes of the row in MySQL")
        elif flags & REACHED:
            self.hop.add("lost", key, place, "no row")
        else:
            self.hop.missing_before += 1

    def _flag_postings(self, book: FeedBook, dead: Mapping[int, AbstractSet[int]]) -> None:
        """Flag the keys that were acknowledged: due, dead-lettered, or only known from another run."""
        for postings in book.elsewhere.values():
            for key in postings.keys:
                self._flag(key, KNOWN)
        for partition, postings in book.posted.items():
            gone = dead.get(partition, frozenset())
            for offset, _, key in postings:
                self._flag(key, DEAD if offset in gone else DUE)

    def _flag_landed(self, logs: Mapping[int, PartitionLog], dead: Mapping[int, AbstractSet[int]]) -> None:
        """Flag the keys of which at least one record reached the hop before, and count their records."""
        for partition, log in logs.items():
            gone = dead.get(partition, frozenset())
            for at, (mark, landed) in enumerate(zip(log.marks, log.landed, strict=True)):
                if not landed or log.start + at in gone:
                    continue
                if mark in DUE_IN_S3:
                    self._flag(log.keys[at], DUE | REACHED)
                self._count(log.keys[at], is_due=mark in DUE_IN_S3)

    def _flag(self, key: int, flag: int) -> None:
        number = self._index.number(key)
        if number is not None:
            self._flags[number] |= flag

    def _count(self, key: int, *, is_due: bool) -> None:
        number = self._index.number(key)
        if number is not None:
            _count(self._most, number)
            if is_due:
                _count(self._least, number)


def _count(counts: array[int], number: int) -> None:
    counts[number] = min(MOST_TIMES, counts[number] + 1)
