"""A look at what a span holds before any of it is written: how much, what is missing, what is doubled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark
from pyspark.sql.window import Window

from corkboard_spark.landing.batches import GAP

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.window import WindowSpec


@dataclass(frozen=True, slots=True)
class Census:
    """What a span holds.

    Attributes:
        gap: The first offset that is missing; None when none is.
        records: Records before the gap.
        faults: Lines before the gap that are no records.
        keys: Distinct keys among the records.
    """

    gap: int | None
    records: int
    faults: int
    keys: int


def take(rows: DataFrame, key: str) -> Census:
    """Count a span's rows.

    Args:
        rows: Columns ``offset``, ``fault`` and the key.
        key: The key column's name.
    """
    gap, census = _count(rows, key)
    return census if gap is None else _count(before(rows, gap), key, gap)[1]


def _count(rows: DataFrame, key: str, gap: int | None = None) -> tuple[int | None, Census]:
    is_gap, is_record = F.col("fault") == GAP, F.col("fault").isNull()
    found = rows.agg(
        F.min(F.when(is_gap, F.col("offset"))).alias("gap"),
        F.count_if(is_record).alias("records"),
        F.count_if(~is_record & ~is_gap).alias("faults"),
        F.count_distinct(key).alias("keys"),
    ).first()
    assert found is not None  # noqa: S101 - an aggregate has one row
    return found["gap"], Census(gap, found["records"], found["faults"], found["keys"])


def before(rows: DataFrame, gap: int) -> DataFrame:
    """Return the rows before an offset, the row that reports a gap there left out."""
    return rows.where(F.col("offset") < gap)


def records(rows: DataFrame) -> DataFrame:
    """Return the rows that are records."""
    return rows.where(F.col("fault").isNull())


def faults(rows: DataFrame) -> DataFrame:
    """Return the rows that are lines without being records."""
    return rows.where(F.col("fault").isNotNull() & (F.col("fault") != GAP))


def superseded(rows: DataFrame, key: str) -> DataFrame:
    """Return the offsets of records that a later record of the same key replaces: one column."""
    return (
        records(rows)
        .select("offset", F.row_number().over(_newest_first(key)).alias("age"))
        .where(F.col("age") > 1)
        .select("offset")
    )


def _newest_first(key: str) -> WindowSpec:
    newest: Column = F.col("offset").desc()
    return Window.partitionBy(key).orderBy(newest)
