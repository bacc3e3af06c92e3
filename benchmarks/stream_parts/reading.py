"""How fast the source alone reads a backlog, into a sink that takes all and does nothing."""

from __future__ import annotations

import secrets
import tempfile
import time
from typing import TYPE_CHECKING

from corkboard import catalogue, epochs
from corkboard.spark import kinesis
from corkboard_spark import session
from corkboard_spark.streaming import source
from stream_parts.posts import Streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from corkboard.settings import Settings

RECORDS_PER_BATCH = 100_000


def rates(settings: Settings, shards: tuple[int, ...], records: int) -> Iterator[tuple[int, float, float]]:
    """Yield, for each number of shards, records a second of the first query of a session, and of the next."""
    for count in shards:
        own = settings.model_copy(update={"prefix": f"bench-{secrets.token_hex(3)}"})
        put = Streams(own, count).put(records * len(catalogue.FEEDS)).records // len(catalogue.FEEDS)
        spark = session.start(own, "source", is_long=True, streams=True)
        kinesis.register(spark)
        cold, warm = (put / read(spark, own) for _ in range(2))
        spark.stop()
        yield count, cold, warm


def read(spark: SparkSession, settings: Settings) -> float:
    """Read the pins' stream from its beginning to its end, and return the seconds it took."""
    stream = settings.kinesis.stream(catalogue.PIN, settings.prefix)
    epoch = epochs.history(settings.ledger_dir, stream)[-1]
    options = source.options(settings, catalogue.PIN, epoch, records_per_batch=RECORDS_PER_BATCH)
    rows = spark.readStream.format("kinesis").options(**options).load()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        query = rows.writeStream.format("noop").option("checkpointLocation", folder)
        query.trigger(availableNow=True).start().awaitTermination()
        return time.perf_counter() - began
