"""What a run has done: read from its ledger when it is resumed, kept up to date while it posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard import catalogue, ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTLED = ("acked", "dead")
STOPPED = "the run was stopped before the answer came"


class Settled:
    """A set of post numbers that grows from 0 upwards, and so needs little room."""

    def __init__(self) -> None:
        self.floor = 0
        self._above: set[int] = set()

    def add(self, post: int) -> None:
        """Take in one post."""
        self._above.add(post)
        while self.floor in self._above:
            self._above.remove(self.floor)
            self.floor += 1

    def __contains__(self, post: int) -> bool:
        return post < self.floor or post in self._above

    def __len__(self) -> int:
        return self.floor + len(self._above)


class Progress:
    """A run's state, line by line.

    Attributes:
        acked: Records acknowledged.
        unknown: How often an outcome stayed unknown.
        dead: Records refused for good.
        last_dead: The last of them.
        settled: By feed, the posts that are acknowledged or dead and never sent again.
    """

    def __init__(self, entries: Iterable[ledger.Entry] = ()) -> None:
        self.acked = self.unknown = self.dead = 0
        self.last_dead: ledger.Entry | None = None
        self.settled = {feed.name: Settled() for feed in catalogue.FEEDS}
        self._open: dict[tuple[str, int], ledger.Entry] = {}
        self.add(*entries)

    def add(self, *entries: ledger.Entry) -> None:
        """Take in lines of the ledger, in their order."""
        for entry in entries:
            self._add(entry)

    def _add(self, entry: ledger.Entry) -> None:
        if entry.post is None:
            return
        record = (entry.feed, entry.post)
        if entry.status == "sent":
            self._open[record] = entry
            return
        self._open.pop(record, None)
        self.acked += entry.status == "acked"
        self.unknown += entry.status == "unknown"
        if entry.status == "dead":
            self.dead += 1
            self.last_dead = entry
        if entry.status in SETTLED:
            self.settled[entry.feed].add(entry.post)

    @property
    def posts(self) -> int:
        """How many posts are settled in every feed, counted from the first without a gap."""
        return min(settled.floor for settled in self.settled.values())

    def interrupted(self, at: float) -> list[ledger.Entry]:
        """Return, as ``unknown``, the fate of every record that was sent and never answered."""
        return [
            ledger.Entry(entry.feed, entry.key, entry.digest, "unknown", at, reason=STOPPED, post=entry.post)
            for entry in self._open.values()
        ]
