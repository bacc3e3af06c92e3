"""Topics and streams of one's own on the running stack, and what they hold."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

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
def post(post_all) -> Callable[..., app.Outcome]:
    """A function that posts in this process along one path."""

    def run(**wish: object) -> app.Outcome:
        [outcome] = post_all(**wish)
        return outcome

    return run


@pytest.fixture
def post_all(mine: Settings) -> Callable[..., list[app.Outcome]]:
    """A function that posts in this process, along one path or both."""

    def run(**wish: object) -> list[app.Outcome]:
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


@pytest.fixture
def streamed(mine: Settings) -> Callable[[], dict[tuple[str, str], list[Streamed]]]:
    """A function that reads the test's streams: by feed and digest, where each value is."""

    def read() -> dict[tuple[str, str], list[Streamed]]:
        found: dict[tuple[str, str], list[Streamed]] = {}
        client = clients.kinesis(mine)
        for feed in catalogue.FEEDS:
            stream = mine.kinesis.stream(feed, mine.prefix)
            for shard in client.list_shards(StreamName=stream)["Shards"]:
                for record in _shard_records(client, stream, shard["ShardId"]):
                    if record["PartitionKey"].startswith(feed.partition_keys(mine.prefix)):
                        spot = Streamed(
                            stream, shard["ShardId"], record["SequenceNumber"], record["PartitionKey"]
                        )
                        found.setdefault((feed.name, digest_of(record["Data"])), []).append(spot)
        return found

    return read


class Streamed(NamedTuple):
    """Where a record is in a stream, and under which key."""

    stream: str
    shard: str
    number: str
    key: str


def digest_of(data: bytes) -> str:
    """Return the digest of a record as the emulator writes it, whatever blanks the gateway's template made."""
    return ledger.digest(json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":")).encode())


def _shard_records(client, stream: str, shard: str) -> Iterator[dict[str, object]]:
    answer = client.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    iterator = answer["ShardIterator"]
    while (answer := client.get_records(ShardIterator=iterator))["Records"]:
        yield from answer["Records"]
        iterator = answer["NextShardIterator"]


def _records(consumer, topic: str) -> Iterator[tuple[int, bytes]]:
    _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=30)
    consumer.assign([TopicPartition(topic, 0, 0)])
    for _ in range(end):
        message = consumer.poll(30)
        assert message is not None, f"{topic} stopped before offset {end}"
        assert message.error() is None, message.error()
        yield message.offset(), message.value()
