"""The records that wait for a stream, in one lane a partition key.

A lane's first record may be on its way; the second never is. So the records of one key arrive in the
order in which they came, whatever is refused and repeated in between.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_proxy.streams.puts import Record

MOST_RECORDS = 500
MOST_BYTES = 5 * 1024 * 1024


class Waiting(Protocol):
    """A record, and whether somebody still waits for it."""

    @property
    def record(self) -> Record:
        """The record."""

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for it any more."""


W = TypeVar("W", bound=Waiting)


class Lanes(Generic[W]):
    """The lanes of one stream.

    Attributes:
        ready_records: How many lanes have a first record that may go; what is over counts until it is met.
        ready_bytes: Those records' bytes.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, deque[W]] = {}
        self._ready: deque[str] = deque()
        self.ready_bytes = 0

    @property
    def ready_records(self) -> int:
        """How many lanes have a first record that may go."""
        return len(self._ready)

    @property
    def is_full(self) -> bool:
        """Whether the ready records fill a call."""
        return len(self._ready) >= MOST_RECORDS or self.ready_bytes >= MOST_BYTES

    def __bool__(self) -> bool:
        return bool(self._lanes)

    def __iter__(self) -> Iterator[W]:
        for lane in self._lanes.values():
            yield from lane

    def add(self, waiting: W) -> None:
        """Put a record at the end of its lane."""
        key = waiting.record.key
        lane = self._lanes.get(key)
        if lane is None:
            self._lanes[key] = deque((waiting,))
            self._make_ready(key, waiting)
        else:
            lane.append(waiting)

    def take(self) -> list[W]:
        """Return the records of the next call: the first of each lane, as many as one call may hold."""
        taken: list[W] = []
        size = 0
        while self._ready and len(taken) < MOST_RECORDS:
            key = self._ready[0]
            first = self._lanes[key][0]
            if first.is_over:
                self._drop_first(key)
                continue
            if taken and size + first.record.size > MOST_BYTES:
                break
            self._ready.popleft()
            self.ready_bytes -= first.record.size
            size += first.record.size
            taken.append(first)
        return taken

    def finish(self, waiting: W) -> None:
        """Take a record that was on its way out of its lane; the next of its key may go."""
        key = waiting.record.key
        lane = self._lanes[key]
        lane.popleft()
        if lane:
            self._make_ready(key, lane[0])
        else:
            del self._lanes[key]

    def again(self, waiting: W) -> None:
        """Let a record that was on its way go once more, before those that came after it."""
        self._ready.appendleft(waiting.record.key)
        self.ready_bytes += waiting.record.size

    def _make_ready(self, key: str, first: W) -> None:
        self._ready.append(key)
        self.ready_bytes += first.record.size

    def _drop_first(self, key: str) -> None:
        """Forget a ready lane's first record; the lane keeps its turn."""
        lane = self._lanes[key]
        self.ready_bytes -= lane.popleft().record.size
        if lane:
            self.ready_bytes += lane[0].record.size
        else:
            self._ready.popleft()
            del self._lanes[key]
