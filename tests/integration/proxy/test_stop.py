"""SIGTERM: what was begun is finished, and what was acknowledged is there."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor

CLIENTS = 24


class CutError(Exception):
    """A request was sent and no whole answer came."""


async def _post_until_closed(
    port: int, path: str, client: int, acknowledged: list[tuple[int, bytes]]
) -> None:
    """Post on one connection until the proxy closes it, which it may do only between two requests."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(100_000):
        value = json.dumps(f"{client}-{number}").encode()
        body = b'{"records":[{"value":' + value + b"}]}"
        head = f"POST {path} HTTP/1.1\r\nContent-Type: application/vnd.kafka.json.v2+json\r\n"
        writer.write(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        try:
            headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            answer = await reader.readexactly(int(headers.split("content-length: ")[1].split("\r\n")[0]))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise CutError(f"client {client}, request {number}") from error
        entry = json.loads(answer)["offsets"][0]
        if entry["error_code"] is None:
            acknowledged.append((entry["offset"], value))
        if "connection: close" in headers:
            writer.close()
            return


def test_a_stop_under_load_cuts_no_request_and_loses_no_record(make_proxy, broker, topic):
    """Through both ports: every request is answered, every acknowledged record is stored, the exit is clean."""
    proxy, acknowledged = make_proxy(), []
    ports = [(proxy.rest, f"/topics/{topic}"), (proxy.gateway, f"/prod/topics/{topic}")]

    async def run():
        posting = [
            asyncio.create_task(_post_until_closed(*ports[client % 2], client, acknowledged))
            for client in range(CLIENTS)
        ]
        async with asyncio.timeout(30):
            while len(acknowledged) <= 2 * CLIENTS:  # noqa: ASYNC110 - only the answers tell
                await asyncio.sleep(0.05)
        proxy.child.send_signal(signal.SIGTERM)
        await asyncio.wait_for(asyncio.gather(*posting), 20)

    asyncio.run(run())

    assert proxy.child.wait(10) == 0
    stored = broker.read(topic)
    assert len(acknowledged) > CLIENTS
    assert [value for offset, value in acknowledged if stored[offset] != (None, value)] == []
    assert len(stored) == len(acknowledged)


def test_a_stop_without_a_broker_answers_what_waits(make_proxy, broker, topic):
    """Requests do not wait for their delivery time: each gets its records' errors before the end."""
    proxy = make_proxy("shutdown.graceful.ms=4000", "producer.delivery.timeout.ms=25000")
    assert proxy.post(topic, {"value": 1}).status == 200
    with ThreadPoolExecutor(4) as pool, broker.frozen():
        posting = [pool.submit(proxy.post, topic, {"value": 2}) for _ in range(4)]
        time.sleep(0.5)
        proxy.child.send_signal(signal.SIGTERM)
        replies = [post.result(15) for post in posting]
        code = proxy.child.wait(10)

    assert {(reply.status, reply.body["offsets"][0]["error_code"]) for reply in replies} == {(200, 50003)}
    assert code == 0
