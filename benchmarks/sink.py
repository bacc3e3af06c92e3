"""How many objects the S3 sink stores a second, and how long a record takes from its producer into S3.

``python benchmarks/sink.py`` runs broker, Connect worker and S3 stand-in on the same cores: first one
record an object, then 1,000. The peer is a consumer that puts each record with boto3 from 16 threads and
commits nothing: no order, no exactly once. Sink and peer take turns. A latency is the time between
``produce`` and the last change of the object's file in the stand-in's folder, at a steady rate of posts.
``--write`` puts the result into ``benchmarks/results/sink.md``. Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from measuring.figures import centile, median_least_most
from measuring.report import machine, method, progress, table, write
from measuring.stack import own_stack

from corkboard import catalogue, clients, logs
from corkboard.provision.ready import wait_landed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from measuring.stack import Stack

    from corkboard.settings import Settings

VALUE = b'{"index":%d,"text":"' + b"x" * 700 + b'"}'
RECORDS = {1: 20_000, 1000: 400_000}
PACED_PER_S, PACED_S, WARM_S = 300, 20, 2
PEER_THREADS = 16
TOPIC_FEED = catalogue.PIN


def produce(settings: Settings, count: int, *, per_s: float | None = None) -> list[float]:
    """Produce records to the topic's only partition; return when each was handed over, in order."""
    producer, topic = clients.kafka_producer(settings, acks="all"), TOPIC_FEED.topic(settings.prefix)
    began, handed = time.perf_counter(), []
    for number in range(count):
        if per_s and (early_s := began + number / per_s - time.perf_counter()) > 0:
            time.sleep(early_s)
        handed.append(time.time())
        while True:
            try:
                producer.produce(topic, VALUE % number)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    if producer.flush(60):
        raise SystemExit("the broker did not take all records")
    return handed


def files(stack: Stack) -> dict[int, float]:
    """Return when each object's file was last written, by the object's first offset."""
    settings = stack.settings()
    topic = TOPIC_FEED.topic(settings.prefix)
    (folder,) = (settings.state_dir / "data" / "aws" / "s3").glob(f"*/{catalogue.bucket(settings.prefix)}")
    paths = folder.rglob(f"{topic}+0+??????????.json")
    return {_first(path): path.stat().st_mtime for path in paths}


def _first(path: Path) -> int:
    return int(path.stem.rsplit("+", 1)[1])


def store(stack: Stack, count: int) -> float:
    """Return how many records a second the sink stored, from the first ``produce`` to the last object."""
    before = files(stack)
    began = produce(stack.settings(), count)[0]
    wait_landed(stack.settings(), timeout_s=120, report=lambda *_: None)
    ended = max(written for first, written in files(stack).items() if first not in before)
    return count / (ended - began)


def store_with_boto3(stack: Stack, count: int) -> float:
    """Return how many records a second the peer stored, of those that the topic already has."""
    settings = stack.settings()
    s3, bucket = clients.s3(settings), catalogue.bucket(settings.prefix)
    consumer = clients.kafka_consumer(settings, group=f"peer-{secrets.token_hex(3)}")
    consumer.assign([clients.TopicPartition(TOPIC_FEED.topic(settings.prefix), 0, 0)])
    began = time.perf_counter()
    with ThreadPoolExecutor(PEER_THREADS) as threads:
        for value in _values(consumer, count):
            key = f"peer/{secrets.token_hex(8)}.json"
            threads.submit(s3.put_object, Bucket=bucket, Key=key, Body=value)
    consumer.close()
    return count / (time.perf_counter() - began)


def _values(consumer: Any, count: int) -> Iterator[bytes]:
    while count:
        for message in consumer.consume(min(count, 500), 10):
            if message.error():
                raise SystemExit(str(message.error()))
            count -= 1
            yield message.value()


def latencies(stack: Stack) -> list[float]:
    """Return how many ms each of some evenly posted records took into S3, sorted."""
    before = set(files(stack))
    handed = produce(stack.settings(), PACED_PER_S * (WARM_S + PACED_S), per_s=PACED_PER_S)
    wait_landed(stack.settings(), timeout_s=60, report=lambda *_: None)
    written = sorted((first, at) for first, at in files(stack).items() if first not in before)
    waits = [1000 * (at - began) for (_, at), began in zip(written, handed, strict=True)]
    return sorted(waits[PACED_PER_S * WARM_S :])  # the producer connects first


def by_one(rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Return the sink's rates, the peer's, and all latencies."""
    rates, peers, waits = [], [], []
    with own_stack(CONNECT__RECORDS_PER_OBJECT="1", STACK__ROWS="100") as stack:
        for number in range(rounds):
            rates.append(store(stack, RECORDS[1]))
            peers.append(store_with_boto3(stack, RECORDS[1] // 4))
            waits.append(latencies(stack))
            progress(
                f"round {number + 1}",
                f"sink {rates[-1]:,.0f} objects/s, boto3 {peers[-1]:,.0f}, "
                f"p50 {centile(waits[-1], 50):.0f} ms, p99 {centile(waits[-1], 99):.0f} ms",
            )
    return rates, peers, sorted(wait for one in waits for wait in one)


def by_thousand(rounds: int) -> list[float]:
    """Return the sink's rates in records a second."""
    with own_stack(CONNECT__RECORDS_PER_OBJECT="1000", STACK__ROWS="100") as stack:
        return [store(stack, RECORDS[1000]) for _ in range(rounds)]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    rates, peers, waits = by_one(given.rounds)
    thousands = by_thousand(given.rounds)
    ratio = statistics.median(ours / theirs for ours, theirs in zip(rates, peers, strict=True))
    lines = [
        ["sink, one record an object", *median_least_most(rates, ",.0f"), f"{ratio:.1f}"],
        ["boto3, 16 threads, one record an object", *median_least_most(peers, ",.0f"), "1.0"],
        ["sink, 1,000 records an object", *median_least_most(thousands, ",.0f"), ""],
    ]
    text = f"""# S3 sink

{method(__doc__, until="``--write``")}

{given.rounds} rounds of {RECORDS[1]:,} and {RECORDS[1000]:,} records of 720 bytes; {machine()}.

{table(["", "records/s, median", "least", "most", "ratio"], lines)}

From `produce` to the object, {PACED_PER_S} records a second, {len(waits):,} records: p50 {centile(waits, 50):.0f} ms, p90 {centile(waits, 90):.0f} ms, p99 {centile(waits, 99):.0f} ms, longest {waits[-1]:.0f} ms."""  # noqa: E501 - a sentence a line
    write("sink", text, is_wanted=given.write)


if __name__ == "__main__":
    main()
