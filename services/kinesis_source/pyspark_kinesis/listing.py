"""What the streams are: which shards they have, and whether they are still the streams they were."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pyspark_kinesis.errors import StreamRecreatedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark_kinesis.client import Kinesis
    from pyspark_kinesis.clock import Clock
    from pyspark_kinesis.wire import Description, Shard, Stream

VERIFIED_FOR_S = 1.0


class Listing:
    """Asks about streams, no more often than needed.

    Args:
        kinesis: The client.
        clock: The time.
        period_s: The least time between two listings of a stream's shards.

    Raises:
        BusyError: From every method.
        StreamMissingError: From every method.
    """

    def __init__(self, kinesis: Kinesis, clock: Clock, period_s: float) -> None:
        self._kinesis = kinesis
        self._clock = clock
        self._period_s = period_s
        self._shards: dict[str, dict[str, Shard]] = {}
        self._listed_s: dict[str, float] = {}
        self._verified_s: dict[str, float] = {}
        self._lock = threading.Lock()

    def describe(self, stream: Stream) -> Description:
        """Return what the stream is now."""
        return self._kinesis.describe(stream)

    def verify(self, stream: Stream, created_ms: int) -> None:
        """Return when the stream is the one that was created then; an answer serves for a second.

        Raises:
            StreamRecreatedError: It is another one.
        """
        with self._lock:
            if self._clock.now_s() - self._verified_s.get(stream.name, 0) < VERIFIED_FOR_S:
                return
            found_ms = self._kinesis.describe(stream).created_ms
            if found_ms != created_ms:
                detail = f"created at {found_ms} ms since 1970, the checkpoint's at {created_ms}"
                raise StreamRecreatedError(stream.name, detail)
            self._verified_s[stream.name] = self._clock.now_s()

    def shards(self, stream: Stream) -> Mapping[str, Shard]:
        """Return the stream's shards."""
        now_s = self._clock.now_s()
        if now_s - self._listed_s.get(stream.name, 0) >= self._period_s:
            self._shards[stream.name] = self._kinesis.shards(stream)
            self._listed_s[stream.name] = now_s
        return self._shards[stream.name]

    def known(self, stream: Stream) -> Mapping[str, Shard] | None:
        """Return the shards of the last listing; None when that is out of date."""
        return self._shards[stream.name] if stream.name in self._listed_s else None

    def expire(self, stream: Stream) -> None:
        """Ask anew at the next call: a shard has ended, or a run begins."""
        self._listed_s.pop(stream.name, None)
