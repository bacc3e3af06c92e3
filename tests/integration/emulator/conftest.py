"""Topics of one's own on the running stack, and what they hold."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from confluent_kafka import TopicPartition

from corkboard import catalogue, clients, ledger
from corkboard_emulator import app
from corkboard_emulator.options import Conduct, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.settings import Settings


@pytest.fixture
def mine(fresh: Callable[..., Settings]) -> Settings:
    """Settings of the running stack with topics and a ledger of the test's own."""
    return fresh()


@pytest.fixture
def post(mine: Settings) -> Callable[..., app.Outcome]:
    """A function that posts in this process."""

    def run(**wish: object) -> app.Outcome:
        conduct = Conduct(
            **{name: wish.pop(name) for name in list(wish) if name in Conduct.__dataclass_fields__}
        )
        return asyncio.run(app.post(mine, Wish(**wish), conduct))

    return run


@pytest.fixture
def landed(mine: Settings) -> Callable[[], dict[tuple[str, str], Counter[int]]]:
    """A function that reads the test's topics: by feed and digest, the offsets of each value."""

    def read() -> dict[tuple[str, str], Counter[int]]:
        found: dict[tuple[str, str], Counter[int]] = {}
        consumer = clients.kafka_consumer(mine, group=mine.prefix)
        try:
            for topic, feed in catalogue.topics(mine.prefix).items():
                for offset, value in _records(consumer, topic):
                    found.setdefault((feed.name, ledger.digest(value)), Counter())[offset] += 1
        finally:
            consumer.close()
        return found

    return read


def _records(consumer, topic: str) -> Iterator[tuple[int, bytes]]:
    _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=30)
    consumer.assign([TopicPartition(topic, 0, 0)])
    for _ in range(end):
        message = consumer.poll(30)
        assert message is not None, f"{topic} stopped before offset {end}"
        assert message.error() is None, message.error()
        yield message.offset(), message.value()
