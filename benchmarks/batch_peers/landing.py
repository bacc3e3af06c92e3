"""Objects put where the sink would have put them."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from corkboard import catalogue, clients

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings

THREADS = 8
AHEAD = 2 * THREADS


def put_all(settings: Settings, prefix: str, objects: Iterable[tuple[Feed, int, bytes]]) -> None:
    """Put objects into the landing bucket of ``prefix``, which is made, a few at a time."""
    s3, bucket = clients.s3(settings), catalogue.bucket(prefix)
    s3.create_bucket(Bucket=bucket)
    running: set[Future[object]] = set()
    with ThreadPoolExecutor(THREADS) as pool:
        for feed, first, body in objects:
            topic = feed.topic(prefix)
            key = f"{catalogue.landing_prefix(topic, 0)}{topic}+0+{first:010d}.json"
            running.add(pool.submit(s3.put_object, Bucket=bucket, Key=key, Body=body))
            if len(running) >= AHEAD:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                _check(done)
        _check(running)


def _check(done: Iterable[Future[object]]) -> None:
    for one in done:
        one.result()
