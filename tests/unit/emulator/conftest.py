"""A gateway that goes wrong on request, tables in memory, and runs that post from one to the other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from aiohttp import web

from corkboard import catalogue, ledger, settings
from corkboard.ledger import Plan
from corkboard_emulator import app, opening
from corkboard_emulator.options import Conduct

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Fault = Callable[["Gateway", web.Request, list[bytes]], Awaitable[web.StreamResponse]]

NEW_YEAR = datetime.fromisoformat("2020-01-01")
JOINED_AT = datetime.fromisoformat("2015-10-24 11:23:51")


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


class Faults:
    """What can go wrong with one request."""

    well = staticmethod(well)

    @staticmethod
    def status(code: int, body: object = None, *, is_stored: bool = False) -> Fault:
        """Answer with a status of API Gateway's, after storing or without."""

        async def fault(gateway, request, values):
            if is_stored:
                gateway.store(request, values)
            return web.json_response(body or {"message": "no"}, status=code)

        return fault

    @staticmethod
    def records(errors: dict[int, int | str]) -> Fault:
        """Answer 200, and an error code for the records at some places."""

        async def fault(gateway, request, values):
            good = [value for place, value in enumerate(values) if place not in errors]
            entries = gateway.store(request, good)
            for place, code in sorted(errors.items()):
                entries.insert(
                    place,
                    {"ErrorCode": code, "ErrorMessage": "bad"}
                    if request.method == "PUT"
                    else {"partition": None, "offset": None, "error_code": code, "error": "bad"},
                )
            return answer(request, entries)

        return fault

    @staticmethod
    def reset(*, is_stored: bool) -> Fault:
        """Cut the connection instead of answering, after storing or before."""

        async def fault(gateway, request, values):
            if is_stored:
                gateway.store(request, values)
            request.transport.abort()
            return web.Response()

        return fault

    @staticmethod
    def slow(seconds: float) -> Fault:
        """Store, and answer late."""

        async def fault(gateway, request, values):
            answer = await well(gateway, request, values)
            await asyncio.sleep(seconds)
            return answer

        return fault

    @staticmethod
    def interrupt(then: Fault = well) -> Fault:
        """Press Ctrl-C while a request is being answered."""

        async def fault(gateway, request, values):
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.05)
            return await then(gateway, request, values)

        return fault


@pytest.fixture
def faults() -> type[Faults]:
    """The things that can go wrong."""
    return Faults


@pytest.fixture
def gateway() -> Gateway:
    """A gateway that is not serving yet."""
    return Gateway()


@dataclass
class Tables:
    """Three tables in memory; ``failures`` are raised first, one a call."""

    failures: deque[Exception] = field(default_factory=deque)
    address: str = "memory"
    biggest: int = 0

    def rows(self, keys: list[int]) -> list[tuple[tuple[object, ...], ...]]:
        """Return the three rows of every key."""
        self.biggest = max(self.biggest, len(keys))
        if self.failures:
            raise self.failures.popleft()
        return [(pin_row(key), geo_row(key), user_row(key)) for key in keys]


def pin_row(key: int) -> tuple[object, ...]:
    """Return a pin with a quote and letters outside ASCII."""
    return (
        key,
        f"id-{key}",
        'A "pin" ✨',
        "text",
        "poster",
        "10k",
        "a,b",
        "image",
        None,
        1,
        "/data/art",
        "art",
    )


def geo_row(key: int) -> tuple[object, ...]:
    """Return a place."""
    return (key, NEW_YEAR + timedelta(seconds=key), -89.9787, -173.293, "Albania")


def user_row(key: int) -> tuple[object, ...]:
    """Return a profile."""
    return (key, "Ada", "Lovelace", 20, JOINED_AT)


@pytest.fixture
def tables() -> Tables:
    """Tables without end in memory."""
    return Tables()


@dataclass
class Played:
    """A run that is over."""

    outcome: app.Outcome
    entries: list[ledger.Entry]
    folder: object

    @property
    def run(self) -> str:
        """The run's name."""
        return self.outcome.summary.run

    def statuses(self, feed: str = "pin") -> list[str]:
        """Return one feed's statuses in the order of the ledger."""
        return [entry.status for entry in self.entries if entry.feed == feed]


@pytest.fixture
def play_all(gateway, tables, tmp_path) -> Callable[..., list[Played]]:
    """A factory of whole runs, side by side, from the tables to the gateway."""

    async def scenario(plans, resume, conduct, away_s):
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(gateway.serving())
            if away_s:
                await stack.aclose()
                asyncio.get_running_loop().call_later(
                    away_s, lambda: asyncio.ensure_future(stack.enter_async_context(gateway.serving()))
                )
            conf = settings_of(tmp_path, gateway.port)
            runs = opening.resume(conf, resume, conduct) if resume else opening.begin(conf, plans)
            with runs as opened:
                return await app.post_opened(conf, opened, conduct, tables)

    def run(rows=5, *, paths=("batch",), order="sequential", resume=None, away_s=0.0, **conduct):
        plans = [
            Plan(path=path, prefix="corkboard", order=order, seed=100, rows=rows, table_rows=11_154)
            for path in paths
        ]
        outcomes = asyncio.run(scenario(plans, resume, Conduct(**{"patience_s": 5, **conduct}), away_s))
        folder = settings_of(tmp_path, 1).ledger_dir
        return [
            Played(outcome, list(ledger.read(folder, outcome.summary.run)), folder) for outcome in outcomes
        ]

    return run


@pytest.fixture
def play(play_all) -> Callable[..., Played]:
    """A factory of whole runs along one path."""

    def run(rows=5, *, path="batch", **more) -> Played:
        [played] = play_all(rows, paths=(path,), **more)
        return played

    return run


def settings_of(home, port):
    """Return settings that name the gateway of a test."""
    return settings.load({"home": home, "gateway": {"url": f"http://127.0.0.1:{port}"}}, environ={}, cwd=home)


CONTAINERS = {
    "batch": {feed.topic("corkboard"): feed for feed in catalogue.FEEDS},
    "stream": {feed.stream("corkboard"): feed for feed in catalogue.FEEDS},
}


@pytest.fixture
def within_bounds(gateway) -> Callable[..., bool]:
    """Whether the gateway stores each record as often as the ledger says that it must and may."""

    def check(entries: list[ledger.Entry], path: str = "batch") -> bool:
        stored: dict[tuple[str, str], int] = {}
        for container, feed in CONTAINERS[path].items():
            for value in gateway.stored.get(container, ()):
                record = (feed.name, ledger.digest(value))
                stored[record] = stored.get(record, 0) + 1
        expected = ledger.copies(entries)
        return stored.keys() <= expected.keys() and all(
            copies.at_least <= stored.get(record, 0) <= copies.at_most for record, copies in expected.items()
        )

    return check
