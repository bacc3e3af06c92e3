"""The dead-letter table: what was no record, with where it was and why."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

from corkboard import catalogue
from corkboard_spark import io, recorded, schemas

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard_spark.landing.names import Folder
    from corkboard_spark.landing.spans import Span


CREATION = threading.Lock()


def bury_faults(settings: Settings, feed: Feed, span: Span, faults: DataFrame) -> None:
    """Append a span's faults, without those that an earlier, killed run has appended."""
    fresh = F.col("offset") >= recorded.next_offset(settings, catalogue.DEAD_LETTERS, span.folder)
    letters = faults.where(fresh).select(
        F.lit(feed.name).alias("feed"),
        F.lit(span.folder.topic).alias("topic"),
        F.lit(span.folder.partition).alias("partition"),
        "offset",
        "value",
        "source",
        F.col("fault").alias("reason"),
    )
    _append(settings, letters, span.folder, reached=span.high)


def bury_gap(spark: SparkSession, settings: Settings, feed: Feed, folder: Folder, gap: range) -> None:
    """Append one letter for records that never landed, without a value."""
    reason = f"{len(gap)} records never landed: offsets {gap.start} to {gap.stop - 1}"
    row = (feed.name, folder.topic, folder.partition, gap.start, None, None, reason)
    letters = spark.createDataFrame([row], schemas.DEAD_LETTERS)
    _append(settings, letters, folder, reached=gap.stop)


def _append(settings: Settings, letters: DataFrame, folder: Folder, *, reached: int) -> None:
    """Append to the one table that the feeds share; two of them at once would both create it."""
    where = settings.clean_table(catalogue.DEAD_LETTERS)
    with CREATION:
        io.append(letters, where, app=recorded.app_id(folder), reached=reached)
