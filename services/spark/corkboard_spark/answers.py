"""The questions asked of the clean tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard import catalogue
from corkboard.errors import CorkboardError
from corkboard_spark import recorded
from corkboard_spark.questions import questions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from corkboard.settings import Settings
    from corkboard_spark.questions import Question

# What the questions ask for; the rest of a pin is long, and is not read.
ASKED = {
    catalogue.PIN.clean: ("ind", "category", "poster_name", "follower_count"),
    catalogue.GEO.clean: ("ind", "country", "timestamp"),
    catalogue.USER.clean: ("ind", "age", "date_joined"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer.

    Attributes:
        question: The question.
        columns: The columns' names.
        rows: The rows, in the question's order.
    """

    question: Question
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(spark: SparkSession, settings: Settings) -> list[Answer]:
    """Return the answer to every question.

    Raises:
        CorkboardError: There are no clean tables.
    """
    for feed in catalogue.FEEDS:
        if not recorded.rows_in(settings, feed.clean):
            raise CorkboardError(
                f"the clean table {feed.clean} is empty or missing", hint="run 'corkboard batch'"
            )
    views = [_publish(spark, settings, table) for table in ASKED]
    try:
        return [_answer(spark, question) for question in questions()]
    finally:
        for view in views:
            spark.catalog.uncacheTable(view)
            spark.catalog.dropTempView(view)


def _publish(spark: SparkSession, settings: Settings, table: str) -> str:
    """Keep the asked columns of a table in memory, laid out by the key that every question joins on."""
    rows = spark.read.format("delta").load(settings.clean_table(table)).select(*ASKED[table])
    laid_out = rows.repartition(catalogue.CLEAN_KEY)
    laid_out.createOrReplaceTempView(table)
    spark.catalog.cacheTable(table)
    return table


def _answer(spark: SparkSession, question: Question) -> Answer:
    found = spark.sql(question.sql)
    return Answer(question, tuple(found.columns), tuple(tuple(row) for row in found.collect()))
