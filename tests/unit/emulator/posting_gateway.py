"""A gateway that goes wrong on request: it answers as the REST proxy and Kinesis do behind an API Gateway."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Fault = Callable[["Gateway", web.Request, list[bytes]], Awaitable[web.StreamResponse]]


class _Posted(msgspec.Struct):
    value: msgspec.Raw


class _Body(msgspec.Struct):
    records: list[_Posted]


class _Put(msgspec.Struct):
    StreamName: str
    Data: msgspec.Raw
    PartitionKey: str


class _PutOfMany(msgspec.Struct, rename="kebab"):
    data: str  # a text, and nothing else: what the gateway's validator asks of /records
    partition_key: str


class _Puts(msgspec.Struct):
    records: list[_PutOfMany]


@dataclass
class Gateway:
    """Answers as the REST proxy's version 2 and Kinesis do behind an API Gateway.

    Attributes:
        script: What goes wrong, a request each, in the order of arrival; afterwards all is well.
        stored: Each topic's or stream's values, as bytes, in order.
        keys: The partition keys that came, in order.
        named: The streams that bodies named.
        types: The content types that came.
        busiest: The most requests at the same time.
    """

    script: deque[Fault] = field(default_factory=deque)
    stored: dict[str, list[bytes]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    busiest: int = 0
    port: int = 0
    _busy: int = 0
    _goal: tuple[int, asyncio.Event] | None = None

    def store(self, request: web.Request, values: Iterable[bytes]) -> list[dict[str, object]]:
        """Keep values and return their entries of the answer."""
        log = self.stored.setdefault(request.match_info["container"], [])
        entries = []
        for value in values:
            entries.append(
                {"ShardId": "shardId-000000000000", "SequenceNumber": f"{len(log):056d}"}
                if request.method == "PUT"
                else {"partition": 0, "offset": len(log), "error_code": None, "error": None}
            )
            log.append(value)
        if self._goal and self.count() >= self._goal[0]:
            self._goal[1].set()
        return entries

    def count(self) -> int:
        """Return how many values are stored."""
        return sum(map(len, self.stored.values()))

    async def has_stored(self, count: int) -> None:
        """Return when so many values are stored, within a minute."""
        self._goal = (count, asyncio.Event())
        async with asyncio.timeout(60):
            await self._goal[1].wait()

    async def produce(self, request: web.Request) -> web.StreamResponse:
        """Take one request for a topic."""
        body = msgspec.json.decode(await request.read(), type=_Body)
        return await self._take(request, [bytes(posted.value) for posted in body.records])

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Take one request for a stream."""
        body = await request.read()
        if request.path.endswith("/records"):
            records = msgspec.json.decode(body, type=_Puts).records
            puts = [(put.data.encode(), put.partition_key) for put in records]
        else:
            put = msgspec.json.decode(body, type=_Put)
            self.named.add(put.StreamName)
            puts = [(put.Data, put.PartitionKey)]
        self.keys += [key for _, key in puts]
        return await self._take(request, [bytes(data) for data, _ in puts])

    async def _take(self, request: web.Request, values: list[bytes]) -> web.StreamResponse:
        self.types.add(request.content_type)
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            fault = self.script.popleft() if self.script else well
            return await fault(self, request, values)
        finally:
            self._busy -= 1

    @contextlib.asynccontextmanager
    async def serving(self):
        """Serve on a free port of this machine, or on the port of the last time."""
        served = web.Application()
        served.router.add_post("/prod/topics/{container}", self.produce)
        served.router.add_put("/prod/streams/{container}/record", self.put)
        served.router.add_put("/prod/streams/{container}/records", self.put)
        runner = web.AppRunner(served, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()


async def well(gateway: Gateway, request: web.Request, values: list[bytes]) -> web.StreamResponse:
    """Store everything and say so."""
    return answer(request, gateway.store(request, values))


def answer(request: web.Request, entries: list[dict[str, object]]) -> web.StreamResponse:
    """Return the answer that has these entries."""
    if request.method == "POST":
        return web.json_response({"offsets": entries})
    if request.path.endswith("/record"):
        return web.json_response(entries[0])
    failed = sum("ErrorCode" in entry for entry in entries)
    return web.json_response({"FailedRecordCount": failed, "Records": entries})
