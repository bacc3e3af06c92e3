"""Geos: where and when a pin was posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def clean_geos(raw: DataFrame) -> DataFrame:
    """Return one row per post with its place as one column and its time as a timestamp.

    Args:
        raw: Columns ``ind`` (bigint), ``latitude`` and ``longitude`` (double, degrees), ``country``,
            ``timestamp`` (``"2020-08-28 03:52:47"``, ``"2020-08-28T03:52:47"``, or timestamp_ntz).

    Returns:
        ``coordinates`` (array of latitude and longitude), ``timestamp`` (timestamp; read in the
        session's time zone, which our sessions set to UTC).
    """
    return raw.select(
        "ind",
        "country",
        F.array("latitude", "longitude").alias("coordinates"),
        F.col("timestamp").try_cast("timestamp").alias("timestamp"),
    )
