"""What verify knows of one topic-partition, by offset: 18 bytes a record.

Each offset carries a mark, which the Kafka hop refines::

    ABSENT                        no record: removed by compaction, or a transaction's marker
    EMPTY                         a record without a value, which the sink leaves out
    FOREIGN ──▶ POSTED            acknowledged, and as it was sent
            ──▶ CHANGED           acknowledged, and not as it was sent
            ──▶ EXPLAINED         a send of unknown fate arrived here
            ──▶ DOUBLED           a copy of a posted record that nothing explains
            ──▶ OTHER             acknowledged in a run out of scope
    GONE ───▶ EXPIRED             acknowledged, and since removed by Kafka's retention
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from corkboard.verify import digests

if TYPE_CHECKING:
    from collections.abc import Iterator

ABSENT, EMPTY, FOREIGN, POSTED, CHANGED, EXPLAINED, DOUBLED, OTHER, GONE, EXPIRED = range(10)
CLAIMED = frozenset((POSTED, CHANGED, EXPLAINED, OTHER, EXPIRED))
DUE_IN_S3 = frozenset((POSTED, EXPLAINED, EXPIRED))
NO_KEY = -(2**63)


class PartitionLog:
    """The records of one topic-partition; index ``at`` stands for offset ``start + at``.

    Attributes:
        start: The offset of index 0.
        digests: Each value's digest; 0 where there is none.
        marks: What each record is.
        keys: Each record's key, where the ledger knows it; else ``NO_KEY``.
        landed: In how many S3 objects each record was found, up to 255.
    """

    __slots__ = ("digests", "keys", "landed", "marks", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.digests = array("Q")
        self.marks = bytearray()
        self.keys = array("q")
        self.landed = bytearray()

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def end(self) -> int:
        """The offset after the last."""
        return self.start + len(self.marks)

    def append(self, offset: int, value: bytes | None) -> None:
        """Add the record at ``offset``, which is at or after ``end``; offsets left out are ABSENT."""
        for _ in range(offset - self.end):
            self.digests.append(0)
            self.marks.append(ABSENT)
        self.digests.append(digests.of_bytes(value))
        self.marks.append(EMPTY if value is None else FOREIGN)

    def append_digest(self, digest: int) -> None:
        """Add a record of which only the digest is known, at ``end``."""
        self.digests.append(digest)
        self.marks.append(FOREIGN)

    def close(self) -> None:
        """Make room for keys and landings, once all records are in."""
        self.keys = array("q", [NO_KEY]) * len(self.marks)
        self.landed = bytearray(len(self.marks))

    def reach_back(self, offset: int) -> None:
        """Begin at ``offset`` if that is earlier; what is added is GONE."""
        more = self.start - offset
        if more > 0:
            self.start = offset
            self.digests = array("Q", bytes(8 * more)) + self.digests
            self.marks = bytearray([GONE]) * more + self.marks
            self.close()

    def index(self, offset: int) -> int | None:
        """Return the index of ``offset``, or none when it lies outside."""
        at = offset - self.start
        return at if 0 <= at < len(self.marks) else None

    def land(self, at: int, count: int = 1) -> None:
        """Note that one more object holds these records."""
        if not any(self.landed[at : at + count]):
            self.landed[at : at + count] = b"\x01" * count
            return
        for index in range(at, at + count):
            self.landed[index] = min(255, self.landed[index] + 1)

    def marked(self, mark: int) -> Iterator[int]:
        """Yield each index whose record has this mark."""
        at = self.marks.find(mark)
        while at >= 0:
            yield at
            at = self.marks.find(mark, at + 1)

    def key_at(self, at: int) -> int | None:
        """Return the key of the record at an index, if the ledger knows it."""
        key = self.keys[at]
        return None if key == NO_KEY else key
