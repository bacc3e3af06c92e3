"""Reading spans and writing Delta tables, each write in one commit with the offset it reaches."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delta.tables import DeltaTable
from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # it has no types
from pyspark.errors import PySparkException

from corkboard import catalogue
from corkboard.errors import UnavailableError
from corkboard_spark.landing.batches import columns_of
from corkboard_spark.landing.source import options_of
from corkboard_spark.words import innermost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

    from corkboard.bucket.access import Access
    from corkboard_spark.landing.spans import Span

MERGE_APP = "spark.databricks.delta.write.txnAppId"
MERGE_VERSION = "spark.databricks.delta.write.txnVersion"
STORE_WORDS = re.compile(r"StoreError: (.+)")
AGAIN = "run it again: what was written before is neither lost nor repeated"


@dataclass(frozen=True, slots=True)
class Landing:
    """The landing bucket as data frames.

    Attributes:
        spark: The session.
        access: The bucket and the keys.
        tasks: How many tasks share a span.
        threads: How many requests each of them has in flight.
    """

    spark: SparkSession
    access: Access
    tasks: int
    threads: int

    def rows(self, span: Span, wire: StructType, *columns: str) -> DataFrame:
        """Return a span's rows.

        Args:
            span: The records.
            wire: The feed's columns, all of which are checked.
            columns: Those of them that are wanted; by default all. The columns that say where a
                row is from, and what is wrong with it, are always there.
        """
        options = options_of(self.access, span, wire, tasks=self.tasks, threads=self.threads)
        reader = self.spark.read.format("landing").options(**options)
        return reader.schema(columns_of(wire, *columns)).load()


@contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turn what fails in Spark into an error of ours, in a sentence.

    Raises:
        UnavailableError: With the store's own words where it was S3 that failed.
    """
    try:
        yield
    except (PySparkException, Py4JError) as error:
        said = STORE_WORDS.search(str(error))
        words = said[1] if said else innermost(str(error))
        raise UnavailableError(f"{doing}: {words}", service="spark", hint=AGAIN) from error


def append(rows: DataFrame, where: str, *, app: str, reached: int) -> None:
    """Append rows to a Delta table, which is created when there is none.

    A commit that does not reach beyond the recorded offset is left out by Delta.

    Args:
        rows: May be none at all: the offset is recorded all the same.
        where: The table's path.
        app: From ``recorded.app_id``.
        reached: The offset to record.
    """
    recorded = {"txnAppId": app, "txnVersion": str(reached)}
    rows.write.format("delta").mode("append").options(**recorded).save(where)


def merge(rows: DataFrame, where: str, *, app: str, reached: int) -> None:
    """Put rows into a Delta table: a row of a key that is there replaces it, others are added.

    Args:
        rows: At most one of each key.
        where: The table's path.
        app: From ``recorded.app_id``.
        reached: The offset to record.
    """
    spark = rows.sparkSession
    key = catalogue.CLEAN_KEY
    # A merge takes its transaction from the session, because the builder has no options: which is why
    # each feed has a session of its own.
    spark.conf.set(MERGE_APP, app)
    spark.conf.set(MERGE_VERSION, str(reached))
    try:
        target = DeltaTable.forPath(spark, where).alias("old")
        matched = target.merge(rows.alias("new"), f"old.{key} = new.{key}").whenMatchedUpdateAll()
        matched.whenNotMatchedInsertAll().execute()
    finally:
        spark.conf.unset(MERGE_APP)
        spark.conf.unset(MERGE_VERSION)
