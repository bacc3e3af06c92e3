"""The broker goes away and comes back: nobody is told a lie, and nothing acknowledged is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from proxy_process import Proxy

WRITERS = 8


@pytest.fixture
def revived(broker):
    """Bring the broker back after a test, whatever became of it."""
    yield
    if not broker.is_running():
        broker.start()


def test_without_a_broker_a_record_fails_alone_and_the_proxy_recovers(proxy, broker, topic, revived):
    """200 with 50003 after the delivery time, health 503, and all is well once the broker is back."""
    assert proxy.post(topic, {"value": 1}).status == 200
    broker.kill()
    reply = proxy.post(topic, {"value": 2})
    health = proxy.ask("GET", "/health")
    unknown = proxy.post("test-never-seen", {"value": 3})
    broker.start()
    proxy.wait_until(lambda: proxy.ask("GET", "/health").status == 200, 30)
    again = proxy.post(topic, {"value": 4})

    assert (reply.status, reply.body["offsets"][0]["error_code"]) == (200, 50003)
    assert (health.status, health.body["status"]) == (503, "unavailable")
    assert (unknown.status, unknown.body["error_code"]) == (503, 50302)
    assert again.body["offsets"][0]["error_code"] is None
    assert {(None, b"1"), (None, b"4")} <= set(broker.read(topic))


def _write(proxy: Proxy, topic: str, writer: int, stop: Event) -> list[tuple[int, bytes]]:
    """Post until told to stop; return the offset and value of every acknowledged record."""
    acknowledged, number = [], 0
    while not stop.is_set():
        number += 1
        value = f"{writer}-{number}"
        entry = proxy.post(topic, {"value": value}).body["offsets"][0]
        if entry["error_code"] is None:
            acknowledged.append((entry["offset"], json.dumps(value).encode()))
    return acknowledged


def test_no_acknowledged_record_is_lost_when_the_broker_is_killed(make_proxy, broker, topic, revived):
    """Each one is at the offset that was named, and no offset was named twice."""
    proxy, stop = make_proxy("producer.delivery.timeout.ms=15000"), Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(_write, proxy, topic, writer, stop) for writer in range(WRITERS)]
        for _ in range(2):
            stop.wait(1)
            broker.kill()
            broker.start()
        stop.wait(2)
        stop.set()
        acknowledged = [record for writer in writing for record in writer.result(60)]

    stored = broker.read(topic)
    assert len(acknowledged) > WRITERS
    assert [value for offset, value in acknowledged if stored[offset] != (None, value)] == []
    assert len({offset for offset, _ in acknowledged}) == len(acknowledged)


def test_too_much_at_once_is_refused_while_the_broker_does_not_answer(make_proxy, broker, topic):
    """429 with a time to come back; what was taken is stored when the broker answers again."""
    proxy = make_proxy("producer.buffer.memory=500000", "producer.delivery.timeout.ms=20000")
    assert proxy.post(topic, {"value": "first"}).status == 200
    value = "x" * 100_000
    with ThreadPoolExecutor(12) as pool:
        with broker.frozen():
            posting = [pool.submit(proxy.post, topic, {"value": value}) for _ in range(12)]
            proxy.wait_until(lambda: sum(post.done() for post in posting) >= 8, 20)
        replies = [post.result(40) for post in posting]

    refused = [reply for reply in replies if reply.status == 429]
    stored = [reply for reply in replies if reply.status == 200]
    assert (len(refused), len(stored)) == (8, 4)
    assert {reply.headers["retry-after"] for reply in refused} == {"1"}
    assert {reply.body["error_code"] for reply in refused} == {42901}
    assert len(broker.read(topic)) == 5
