"""Reads Kafka record by record, several partitions at the same time."""

from __future__ import annotations

import contextlib
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard import catalogue, clients
from corkboard.errors import NO_ANSWER, UnavailableError
from corkboard.verify import digests
from corkboard.verify.foreign import key_of
from corkboard.verify.partition import PartitionLog

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from corkboard.settings import Settings
    from corkboard.verify.foreign import ForeignKey, Place
    from corkboard.verify.watch import Watcher

ASK_S = 10
STALL_S = 30
BATCH = 2_000
READERS = 4
Logs = dict[int, PartitionLog]
Message = Any  # confluent-kafka's; a million of them are not copied into something of ours


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        value: None for a record without one.
        at_ms: Its timestamp, milliseconds since the epoch.
    """

    offset: int
    value: bytes | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that the sink could not store: where it came from, and why."""

    topic: str
    partition: int
    offset: int
    reason: str


@contextlib.contextmanager
def _session(settings: Settings) -> Iterator[clients.Consumer]:
    """Open a consumer that joins no group; what Kafka complains about becomes an ``UnavailableError``."""
    conf: dict[str, str | float | bool] = {
        "enable.partition.eof": True,
        "queued.max.messages.kbytes": 16_384,
        "fetch.message.max.bytes": 4_194_304,
        "log_level": 0,
    }
    consumer = clients.kafka_consumer(settings, group=f"{settings.prefix}-verify", **conf)
    try:
        yield consumer
    except clients.KafkaException as error:
        where = settings.kafka.bootstrap_servers
        words = consumer.heard.words(error.args[0])
        raise UnavailableError(f"kafka at {where}: {words}", service="kafka", hint=NO_ANSWER) from error
    finally:
        consumer.close()


def partitions(settings: Settings) -> dict[str, list[int]]:
    """Return each topic's partitions."""
    with _session(settings) as consumer:
        listed = consumer.list_topics(timeout=ASK_S).topics
        return {name: sorted(topic.partitions) for name, topic in listed.items()}


def read_logs(settings: Settings, topics: list[str], watcher: Watcher) -> dict[str, Logs]:
    """Return every record of these topics, as digests; a topic that does not exist has no partitions.

    Raises:
        UnavailableError: Kafka did not answer, or stopped in the middle.
    """
    there = partitions(settings)
    places = [(topic, partition) for topic in topics for partition in there.get(topic, ())]
    with ThreadPoolExecutor(READERS) as pool:
        logs = list(pool.map(lambda place: _read_log(settings, place, watcher), places))
    found: dict[str, Logs] = {topic: {} for topic in topics}
    for (topic, partition), log in zip(places, logs, strict=True):
        found[topic][partition] = log
    return found


def read_meanings(settings: Settings, topic: str, logs: Logs) -> dict[int, array[int]]:
    """Return ``digests.of_json`` of each record that Kafka still has, indexed as its log; 0 elsewhere."""
    meanings = {partition: array("Q", bytes(8 * len(log))) for partition, log in logs.items()}
    for partition, log in logs.items():
        for message in _messages(settings, topic, partition):
            at = log.index(message.offset())
            if at is not None:
                meanings[partition][at] = digests.of_json(message.value())
    return meanings


def read_dead_letters(settings: Settings) -> list[DeadLetter]:
    """Return what is in the sink's dead-letter topic; nothing when there is no such topic."""
    topic = catalogue.dead_letter_topic(settings.prefix)
    found = (
        _dead_letter(dict(message.headers() or ()))
        for partition in partitions(settings).get(topic, ())
        for message in _messages(settings, topic, partition)
    )
    return [letter for letter in found if letter]


def read_one(settings: Settings, topic: str, partition: int, offset: int) -> Record | None:
    """Return the record at one place, or none when nothing is there."""
    if partition not in partitions(settings).get(topic, ()):
        return None
    with contextlib.closing(_messages(settings, topic, partition, first=offset)) as found:
        for message in found:
            if message.offset() == offset:
                return Record(offset, message.value(), message.timestamp()[1])
            break
    return None


def read_keys(settings: Settings, topic: str, field: str, places: Iterable[Place]) -> dict[Place, ForeignKey]:
    """Return how the records at these places call themselves; nothing for one that is gone or has no key."""
    found: dict[Place, ForeignKey] = {}
    with _session(settings) as consumer:
        for partition, offset in places:
            consumer.assign([clients.TopicPartition(topic, partition, offset)])
            message = consumer.poll(ASK_S)
            if message is None or message.error() or message.offset() != offset:
                continue
            key = key_of(field, message.value(), message.key())
            if key is not None:
                found[partition, offset] = key
    return found


def _read_log(settings: Settings, place: tuple[str, int], watcher: Watcher) -> PartitionLog:
    topic, partition = place
    with _session(settings) as consumer:
        start, end = _bounds(consumer, topic, partition)
        advance = watcher.begin(f"Kafka {topic}[{partition}]", end - start)
        log = PartitionLog(start)
        for message in _until(consumer, topic, partition, start, end):
            log.append(message.offset(), message.value())
            if not len(log) % BATCH:
                advance(BATCH)
    advance(len(log) % BATCH)
    log.close()
    return log


def _messages(settings: Settings, topic: str, partition: int, *, first: int = 0) -> Generator[Message]:
    """Yield a partition's records from an offset as far as it reaches now."""
    with _session(settings) as consumer:
        start, end = _bounds(consumer, topic, partition)
        yield from _until(consumer, topic, partition, max(start, first), end)


def _bounds(consumer: clients.Consumer, topic: str, partition: int) -> tuple[int, int]:
    low, high = consumer.get_watermark_offsets(clients.TopicPartition(topic, partition), timeout=ASK_S)
    return low, high


def _until(consumer: clients.Consumer, topic: str, partition: int, start: int, end: int) -> Iterator[Message]:
    """Yield the records in a range of offsets.

    Raises:
        UnavailableError: There was none for 30 s.
    """
    if start >= end:
        return
    consumer.assign([clients.TopicPartition(topic, partition, start)])
    heard_at = time.monotonic()
    while time.monotonic() - heard_at < STALL_S:
        for message in consumer.consume(BATCH, timeout=1):
            heard_at = time.monotonic()
            problem = message.error()
            if problem is None and (message.offset() or 0) < end:
                yield message
            elif problem is None or problem.code() == clients.KafkaError._PARTITION_EOF:  # noqa: SLF001 - its only name
                return
            else:
                raise clients.KafkaException(problem)
    silence = f"kafka: no record of {topic}[{partition}] for {STALL_S} s"
    raise UnavailableError(silence, service="kafka", hint=NO_ANSWER)


def _dead_letter(headers: Mapping[str, bytes]) -> DeadLetter | None:
    """Return the place that Kafka Connect's headers name, or none when they do not."""
    words = {name: (value or b"").decode(errors="replace") for name, value in headers.items()}
    try:
        return DeadLetter(
            words["__connect.errors.topic"],
            int(words["__connect.errors.partition"]),
            int(words["__connect.errors.offset"]),
            words.get("__connect.errors.exception.message", ""),
        )
    except (KeyError, ValueError):
        return None
