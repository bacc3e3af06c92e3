"""The producer's poll thread, and one future a request.

The loop's thread hands records over and waits for a future; the poll thread hears of each record
and wakes the loop once for all batches that ended in one poll. The counters have one writer each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from corkboard.clients import KafkaException
from corkboard_proxy.rest.errors import THROTTLED, RestError
from corkboard_proxy.rest.reports import Outcome, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.clients import KafkaError, Message
    from corkboard.kafka.explained import Heard
    from corkboard_proxy.answers import Headers
    from corkboard_proxy.limits import Limits
    from corkboard_proxy.metrics import Counts
    from corkboard_proxy.rest.producers import Producers
    from corkboard_proxy.rest.records import Record

POLL_S = 0.1
RETRY_AFTER: Headers = ((b"retry-after", b"1"),)
_LOST = Refused("_FAIL", "no delivery report")


class Batch:
    """The records of one request, on their way.

    Attributes:
        reasons: What its producer heard, which explains its failures.
        outcomes: What became of each record, in order.
        accepted: How many the producer took; written by the loop's thread.
        heard: How many reports came; written by the poll thread.
        refused: How many of those were failures; written by the poll thread.
        rejected: How many the producer did not take; written by the loop's thread.
        is_ended: Whether every accepted record was heard of.
        done: Set at that moment; who waits for it may have given up before.
    """

    __slots__ = (
        "accepted",
        "done",
        "heard",
        "is_ended",
        "outcomes",
        "reasons",
        "refused",
        "rejected",
        "size_bytes",
    )

    def __init__(self, count: int, size_bytes: int, reasons: Heard, done: asyncio.Future[None]) -> None:
        self.reasons = reasons
        self.outcomes: list[Outcome] = [_LOST] * count
        self.accepted = count
        self.heard = 0
        self.refused = 0
        self.rejected = 0
        self.size_bytes = size_bytes
        self.is_ended = False
        self.done = done

    @property
    def failed(self) -> int:
        """How many records Kafka does not have, once the batch has ended."""
        return self.refused + self.rejected


class Deliveries:
    """Sends records and says what became of each."""

    def __init__(self, producers: Producers, limits: Limits, counts: Counts) -> None:
        self._producers = producers
        self._limits = limits
        self._counts = counts
        self._loop = asyncio.get_running_loop()
        self._ended: deque[Batch] = deque()
        self._is_closing = False
        self._thread = Thread(target=self._poll, name="deliveries", daemon=True)
        self.queued_records = 0
        self.queued_bytes = 0
        self._thread.start()

    def send(self, topic: str, records: Sequence[Record], size_bytes: int) -> Batch:
        """Hand records to the producer; ``done`` of the result is set when each one's fate is known.

        Raises:
            RestError: 429 if too many records wait already; none of these was sent.
        """
        count = len(records)
        self._check_room(count, size_bytes)
        producer = self._producers.current  # once: the poll thread may replace it meanwhile
        batch = Batch(count, size_bytes, producer.heard, self._loop.create_future())
        self.queued_records += count
        self.queued_bytes += size_bytes
        produce, heard = producer.produce, self._heard
        for index, (key, value, partition) in enumerate(records):
            try:
                if partition is None:
                    produce(topic, value, key, on_delivery=partial(heard, batch, index))
                else:
                    produce(topic, value, key, partition, on_delivery=partial(heard, batch, index))
            except BufferError:
                self._reject(batch, index, Refused("_QUEUE_FULL", "the producer's queue is full; try again"))
            except KafkaException as error:
                self._reject(batch, index, _refused(batch, error.args[0]))
        if batch.rejected:
            self._settle(batch)
        return batch

    def abandon(self) -> None:
        """Give up what is on its way: each record's report comes at once, as a failure."""
        self._producers.purge()

    async def close(self, timeout_s: float = 0.0) -> int:
        """End the poll thread, then wait for what is still on its way; nobody waits for it any more.

        Returns:
            How many records' fate stays unknown.
        """
        self._is_closing = True
        await asyncio.to_thread(self._thread.join, 10 * POLL_S)
        return await asyncio.to_thread(self._producers.flush, timeout_s)

    def _check_room(self, count: int, size_bytes: int) -> None:
        limits = self._limits
        waiting_bytes = self.queued_bytes + size_bytes
        if self.queued_records + count > limits.queued_records or waiting_bytes > limits.queued_bytes:
            detail = f"({self.queued_records} records, {self.queued_bytes} bytes; try again in a second)"
            raise RestError(THROTTLED, detail, headers=RETRY_AFTER)

    def _reject(self, batch: Batch, index: int, why: Refused) -> None:
        batch.outcomes[index] = why
        batch.rejected += 1

    def _settle(self, batch: Batch) -> None:
        """Expect fewer reports; if they all came before we said so, nobody else ends the batch.

        Whichever thread writes its number last sees the other's: one of the two ends the batch,
        or both do, which is harmless.
        """
        batch.accepted -= batch.rejected
        if batch.heard == batch.accepted:
            self._end([batch])

    def _heard(self, batch: Batch, index: int, error: KafkaError | None, message: Message) -> None:
        """Note one record's fate; runs in the poll thread. a message is never asked for its truth."""
        if error is None:
            offset = message.offset()
            batch.outcomes[index] = (message.partition() or 0, -1 if offset is None else offset)
        else:
            batch.outcomes[index] = _refused(batch, error)
            batch.refused += 1
        batch.heard += 1
        if batch.heard == batch.accepted:
            self._ended.append(batch)

    def _poll(self) -> None:
        while not self._is_closing:
            self._producers.poll(POLL_S)
            if self._ended:
                ended = [self._ended.popleft() for _ in range(len(self._ended))]
                self._loop.call_soon_threadsafe(self._end, ended)

    def _end(self, batches: list[Batch]) -> None:
        """Let what has ended out of the queue; a request that timed out has cancelled its ``done``."""
        for batch in batches:
            if batch.is_ended:
                continue
            batch.is_ended = True
            self.queued_records -= len(batch.outcomes)
            self.queued_bytes -= batch.size_bytes
            self._counts.add_records(len(batch.outcomes) - batch.failed, batch.failed)
            if not batch.done.done():
                batch.done.set_result(None)


def _refused(batch: Batch, error: KafkaError) -> Refused:
    """Return why, with what the broker said when it refused the sign-in."""
    return Refused(error.name(), batch.reasons.words(error))
