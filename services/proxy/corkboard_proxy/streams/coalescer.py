"""Concurrent ``PutRecord`` calls to one stream become one ``PutRecords``; each caller gets its own answer.

A call goes out when none is on its way, when 500 records or 5 MiB wait, or after 5 ms. What Kinesis
throttled or failed for one record is repeated with backoff until its caller's time is nearly over;
what was never sent too. An outcome that nobody knows is told and never repeated: it could double.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from corkboard_proxy.gateway.errors import BACKEND_FAILED, MISCONFIGURED, TOO_MANY, GatewayError
from corkboard_proxy.streams.calls import NotSentError
from corkboard_proxy.streams.lanes import Lanes
from corkboard_proxy.streams.pace import USUAL_PACE, Pace
from corkboard_proxy.streams.put import Put
from corkboard_proxy.streams.puts import put_record_call, put_records_call
from corkboard_proxy.streams.replies import fate_alone, fates_of, is_refused_for_one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard_proxy.limits import Limits
    from corkboard_proxy.metrics import Counts
    from corkboard_proxy.streams.calls import KinesisCalls
    from corkboard_proxy.streams.puts import Record
    from corkboard_proxy.streams.replies import Fate, Reply

STOPPING = "the gateway stops; whether the record is stored is unknown"


class Coalescer:
    """Puts records into streams.

    Args:
        calls: How Kinesis is called.
        limits: How many records and bytes may wait.
        counts: Where calls and repetitions are counted.
        pace: How long what takes.
    """

    def __init__(self, calls: KinesisCalls, limits: Limits, counts: Counts, pace: Pace = USUAL_PACE) -> None:
        self._pace = pace
        self._calls = calls
        self._limits = limits
        self._counts = counts
        self._streams: dict[str, _Stream] = {}
        self.waiting_records = 0
        self.waiting_bytes = 0

    async def put(self, record: Record, until: float) -> Reply:
        """Return the answer that a ``PutRecord`` of this record alone would get.

        Raises:
            GatewayError: 429: too many wait; 504: Kinesis cannot be reached, or the outcome is unknown.
        """
        limits = self._limits
        if self.waiting_records >= limits.queued_records or self.waiting_bytes >= limits.queued_bytes:
            raise GatewayError(TOO_MANY)
        stream = self._streams.get(record.stream)
        if stream is None:
            stream = _Stream(record.stream, self._calls, self._counts, self._pace, self._forget)
            self._streams[record.stream] = stream
        self.waiting_records += 1
        self.waiting_bytes += record.size
        try:
            return await stream.put(record, until)
        finally:
            self.waiting_records -= 1
            self.waiting_bytes -= record.size

    def _forget(self, name: str) -> None:
        self._streams.pop(name, None)

    def abandon(self) -> None:
        """Answer everyone who waits: with the last refusal, or that the outcome is unknown."""
        for stream in list(self._streams.values()):
            stream.abandon()


class _Stream:
    """The records of one stream; ``forget`` is called with its name when nothing is left."""

    def __init__(
        self, name: str, calls: KinesisCalls, counts: Counts, pace: Pace, forget: Callable[[str], None]
    ) -> None:
        self._pace = pace
        self._name = name
        self._calls = calls
        self._counts = counts
        self._forget = forget
        self._loop = asyncio.get_running_loop()
        self._lanes: Lanes[Put] = Lanes()
        self._sending: dict[asyncio.Task[None], list[Put]] = {}
        self._timer: asyncio.Handle | None = None

    def put(self, record: Record, until: float) -> asyncio.Future[Reply]:
        """Return what will be the record's answer."""
        put = Put(record, until, self._loop.create_future())
        self._lanes.add(put)
        self._plan()
        return put.answer

    def abandon(self) -> None:
        """Answer everyone."""
        for put in self._lanes:
            put.end(put.last or GatewayError(BACKEND_FAILED, STOPPING))

    @property
    def _has_room(self) -> bool:
        return len(self._sending) < self._pace.calls

    def _plan(self) -> None:
        """Send at once what fills a call, and the rest soon."""
        while self._lanes.is_full and self._has_room:
            self._start(self._lanes.take())
        if self._timer is None and self._lanes.ready_records:
            soon, later = self._loop.call_soon, self._loop.call_later
            self._timer = later(self._pace.linger_s, self._send) if self._sending else soon(self._send)

    def _send(self) -> None:
        """Send what is ready, as far as calls may be on their way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._has_room and (puts := self._lanes.take()):
            self._start(puts)
        self._forget_if_idle()

    def _start(self, puts: list[Put]) -> None:
        if puts:
            task = self._loop.create_task(self._call(puts))
            self._sending[task] = puts
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        had_room = self._has_room
        puts = self._sending.pop(task)
        if not task.cancelled() and task.exception() is not None:
            failed = GatewayError(MISCONFIGURED, repr(task.exception()))
            self._end([put for put in puts if not put.is_over], failed)
        if self._sending and had_room:
            self._plan()
        else:
            self._send()
        self._forget_if_idle()

    def _forget_if_idle(self) -> None:
        if not self._lanes and not self._sending:
            self._forget(self._name)

    async def _call(self, puts: list[Put]) -> None:
        """Send some records in one call, and settle each."""
        self._counts.add_put_call(len(puts))
        try:
            reply = await self._ask([put.record for put in puts])
        except NotSentError as error:
            self._settle(puts, [None] * len(puts), error)
        except GatewayError as error:
            self._end(puts, error)
        else:
            await self._read(puts, reply)

    async def _ask(self, records: list[Record]) -> Reply:
        if len(records) == 1:
            return await self._calls.call("PutRecord", put_record_call(records[0]))
        return await self._calls.call("PutRecords", put_records_call(self._name, records))

    async def _read(self, puts: list[Put], reply: Reply) -> None:
        if len(puts) == 1:
            self._settle(puts, [fate_alone(reply)])
            return
        if is_refused_for_one(reply):
            for put in puts:  # each alone: only one of them is to blame
                await self._call([put])
            return
        fates = fates_of(reply, len(puts))
        if fates is None:
            unknown = f"PutRecords: outcome unknown: {reply.body[:200]!r}"
            self._end(puts, GatewayError(BACKEND_FAILED, unknown))
        else:
            self._settle(puts, fates)

    def _settle(
        self, puts: list[Put], fates: Sequence[Fate | None], error: GatewayError | None = None
    ) -> None:
        """Answer each record's caller, or plan to send it once more; no fate means that it was not sent."""
        for put, fate in zip(puts, fates, strict=True):
            if fate is not None and not fate.is_repeatable:
                self._end([put], fate.reply)
            else:
                put.last = fate.reply if fate else error
                self._plan_again(put)

    def _plan_again(self, put: Put) -> None:
        pace = self._pace
        longest_s = min(pace.longest_pause_s, pace.first_pause_s * 2**put.tries)
        pause_s = longest_s * random.uniform(0.5, 1.0)  # noqa: S311 - it spreads repetitions
        put.tries += 1
        if put.last is not None and self._loop.time() + pause_s > put.until - pace.margin_s:
            self._end([put], put.last)
        else:
            self._counts.repeated_puts += 1
            self._loop.call_later(pause_s, self._again, put)

    def _again(self, put: Put) -> None:
        if put.is_over:
            self._lanes.finish(put)
            self._forget_if_idle()
        else:
            self._lanes.again(put)
        self._plan()

    def _end(self, puts: list[Put], result: Reply | GatewayError) -> None:
        for put in puts:
            put.end(result)
            self._lanes.finish(put)
