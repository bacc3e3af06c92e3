"""A Kinesis endpoint for faults that an emulator has none of: it throttles, stalls and cuts connections."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import threading
from typing import TYPE_CHECKING, Self

from aiohttp import web
from proxy_broker import free_port

if TYPE_CHECKING:
    from types import TracebackType

START_S = 10
SLOW = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded for shard"}


class FaultyKinesis:
    """Stores what it is sent, and does what its attributes say.

    Attributes:
        stored: Key and text of each record, in order.
        throttled: The share of records that are refused.
        latency_s: How long an answer takes.
        cuts: How many connections are cut after their records were stored.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.reset()
        self._chance = random.Random(7)
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def reset(self) -> None:
        """Forget everything, and fail no more."""
        self.stored: list[tuple[str, str]] = []
        self.throttled = 0.0
        self.latency_s = 0.0
        self.cuts = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_up.wait(START_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_S)

    def _run(self) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", self.port).start())
        self._loop.call_soon(self._is_up.set)
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        sent = json.loads(await request.read())
        await asyncio.sleep(self.latency_s)
        results = [self._put(entry) for entry in sent.get("Records", [sent])]
        if self.cuts and request.transport is not None:
            self.cuts -= 1
            request.transport.abort()
        if "Records" in sent:
            failed = sum("ErrorCode" in result for result in results)
            return web.json_response({"FailedRecordCount": failed, "Records": results})
        if "ErrorCode" in results[0]:
            refused = {"__type": SLOW["ErrorCode"], "message": SLOW["ErrorMessage"]}
            return web.Response(status=400, text=json.dumps(refused))
        return web.json_response(results[0])

    def _put(self, entry: dict[str, str]) -> dict[str, str]:
        if self._chance.random() < self.throttled:
            return SLOW
        self.stored.append((entry["PartitionKey"], base64.b64decode(entry["Data"]).decode()))
        return {"ShardId": "shardId-000000000000", "SequenceNumber": str(len(self.stored))}
