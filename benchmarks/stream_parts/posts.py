"""Streams of the benchmark's own, and records put into them at a steady rate, their moments remembered."""

from __future__ import annotations

import itertools
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from batch_peers.data import SEED

from corkboard import catalogue, clients, epochs
from corkboard_database.rows import generate
from corkboard_emulator import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings

SLICES_PER_S = 2  # few requests: the emulator looks at every record that a stream keeps in each of them
AT_ONCE = 500
KEYS = itertools.count()  # the tables are the same for all rates, and a key that is there is no new row


@dataclass(slots=True)
class Put:
    """What was put.

    Attributes:
        moments: When each key of a feed was put, in seconds since the epoch, just before the request.
        seconds: How long all of it took.
    """

    moments: dict[str, dict[int, float]] = field(
        default_factory=lambda: {feed.name: {} for feed in catalogue.FEEDS}
    )
    seconds: float = 0.0

    @property
    def records(self) -> int:
        """How many there were."""
        return sum(len(keys) for keys in self.moments.values())


class Streams:
    """The feeds' streams under a prefix of their own.

    Args:
        settings: The stack, with that prefix.
        shards: How many each has.
    """

    def __init__(self, settings: Settings, shards: int = 1) -> None:
        self._settings = settings
        self._client = clients.kinesis(settings)
        self._rows = self._bodies()
        for name in settings.kinesis.streams(settings.prefix):
            began_at = time.time()
            self._client.create_stream(StreamName=name, ShardCount=shards)
            epochs.begin(settings.ledger_dir, name, began_at=began_at, identity=secrets.token_hex(4))

    def _bodies(self) -> Iterator[dict[Feed, tuple[int, bytes]]]:
        """Yield each post: by feed its key and its record."""
        rows = itertools.chain.from_iterable(generate(1_000_000, SEED + turn) for turn in itertools.count())
        for key, row in zip(KEYS, rows):  # noqa: B905 - both go on without end
            post = {}
            for feed in catalogue.FEEDS:
                cells = dict(zip(feed.columns, getattr(row, feed.name), strict=True)) | {feed.key: key}
                post[feed] = key, wire.encode(cells)
            yield post

    def put(self, records: int, per_s: float | None = None) -> Put:
        """Put records, a third of each feed; as fast as possible, or so many a second."""
        put, began = Put(), time.perf_counter()
        wanted = AT_ONCE if per_s is None else round(per_s / SLICES_PER_S / len(catalogue.FEEDS))
        each = min(max(1, wanted), AT_ONCE)
        pause_s = 0.0 if per_s is None else each * len(catalogue.FEEDS) / per_s
        with ThreadPoolExecutor(len(catalogue.FEEDS)) as pool:
            for turn in range(max(1, round(records / each / len(catalogue.FEEDS)))):
                if (early_s := began + turn * pause_s - time.perf_counter()) > 0:
                    time.sleep(early_s)
                posts = list(itertools.islice(self._rows, each))
                list(pool.map(lambda feed, posts=posts: self._send(feed, posts, put), catalogue.FEEDS))
        put.seconds = time.perf_counter() - began
        return put

    def _send(self, feed: Feed, posts: list[dict[Feed, tuple[int, bytes]]], put: Put) -> None:
        begins = feed.partition_keys(self._settings.prefix)
        records = [
            {"Data": body, "PartitionKey": f"{begins}{key}"} for key, body in (post[feed] for post in posts)
        ]
        now = time.time()
        answer = self._client.put_records(
            StreamName=self._settings.kinesis.stream(feed, self._settings.prefix), Records=records
        )
        if answer["FailedRecordCount"]:
            raise SystemExit(f"not put: {json.dumps(answer['Records'][:1])}")
        put.moments[feed.name].update((post[feed][0], now) for post in posts)
