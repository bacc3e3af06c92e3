"""The limit: an application that parses, produces, waits and answers; it checks, routes, counts nothing.

``python -m rest_proxy_peers.bare PORT BOOTSTRAP``, from the folder ``benchmarks``. The server and the
producer's options are the proxy's.
"""

from __future__ import annotations

import asyncio
import functools
import sys
import threading
from typing import Any

import msgspec
import uvicorn

from corkboard import clients
from corkboard.settings import load
from corkboard_proxy.application import PRODUCER_CONF

ENTRY = '{"partition":%d,"offset":%d,"error_code":null,"error":null}'
HEADER = (b"content-type", b"application/vnd.kafka.v2+json")


class SentRecord(msgspec.Struct):
    """As little of a record as can be forwarded."""

    value: msgspec.Raw


class SentBatch(msgspec.Struct):
    """As little of a request as can be forwarded."""

    records: list[SentRecord]


class Batch:
    """The records of one request: their places, how many are on their way, and the future."""

    __slots__ = ("done", "left", "places")

    def __init__(self, count: int, done: asyncio.Future[None]) -> None:
        self.places: list[Any] = [None] * count
        self.left = count
        self.done = done


class Bare:
    """One future a request, one poll thread, as in the proxy."""

    def __init__(self, bootstrap: str) -> None:
        settings = load({"kafka": {"bootstrap_servers": bootstrap}}, environ={})
        self.producer = clients.kafka_producer(settings, **PRODUCER_CONF)
        self.decode = msgspec.json.Decoder(SentBatch).decode
        self.ended: list[Batch] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    def heard(self, batch: Batch, index: int, error: Any, report: Any) -> None:
        """Note one record's place; runs in the poll thread."""
        del error
        batch.places[index] = (report.partition(), report.offset())
        batch.left -= 1
        if not batch.left:
            self.ended.append(batch)

    def poll(self) -> None:
        """Wake the loop once for all batches that ended in one poll."""
        while self.loop:
            self.producer.poll(0.1)
            if self.ended:
                ended, self.ended = self.ended, []
                self.loop.call_soon_threadsafe(_wake, ended)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Forward one request."""
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            threading.Thread(target=self.poll, daemon=True).start()
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        records = self.decode(body).records
        batch = Batch(len(records), self.loop.create_future())
        topic = scope["path"][len("/topics/") :]
        for index, record in enumerate(records):
            report = functools.partial(self.heard, batch, index)
            self.producer.produce(topic, record.value, on_delivery=report)
        await batch.done
        entries = ",".join([ENTRY % place for place in batch.places])
        answer = f'{{"offsets":[{entries}],"key_schema_id":null,"value_schema_id":null}}'.encode()
        headers = [HEADER, (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def _wake(ended: list[Batch]) -> None:
    for batch in ended:
        batch.done.set_result(None)


if __name__ == "__main__":
    uvicorn.run(
        Bare(sys.argv[2]),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
    )
