"""Users: who posted a pin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def clean_users(raw: DataFrame) -> DataFrame:
    """Return one row per post with its user's whole name and the time of joining.

    Args:
        raw: Columns ``ind`` (bigint), ``first_name``, ``last_name``, ``age`` (bigint, years),
            ``date_joined`` (``"2015-10-24 11:23:51"``, ``"2015-10-24T11:23:51"``, or timestamp_ntz).

    Returns:
        ``user_name`` (null when either name is), ``age`` (int), ``date_joined`` (timestamp; read in the
        session's time zone, which our sessions set to UTC).
    """
    return raw.select(
        "ind",
        F.concat("first_name", F.lit(" "), "last_name").alias("user_name"),
        F.col("age").try_cast("int").alias("age"),
        F.col("date_joined").try_cast("timestamp").alias("date_joined"),
    )
