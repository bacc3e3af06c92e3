"""The questions asked of the clean tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from corkboard import catalogue
from corkboard.errors import CorkboardError
from corkboard_spark import recorded
from corkboard_spark.questions import questions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession

    from corkboard.settings import Settings
    from corkboard_spark.questions import Question

# What the questions ask for; the rest of a pin is long, and is not read.
ASKED = {
    catalogue.PIN.clean: ("ind", "category", "poster_name", "follower_count"),
    catalogue.GEO.clean: ("ind", "country", "timestamp"),
    catalogue.USER.clean: ("ind", "age", "date_joined"),
}


AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Path:
    """Which tables are asked.

    Attributes:
        job: The command that fills them.
        tables: A table by the name that the questions have for it.
        dead_letters: The table of what was no record.
    """

    job: str
    tables: Mapping[str, str]
    dead_letters: str


PATHS = {
    "batch": Path("batch", {feed.clean: feed.clean for feed in catalogue.FEEDS}, catalogue.DEAD_LETTERS),
    "stream": Path(
        "stream", {feed.clean: feed.streamed for feed in catalogue.FEEDS}, catalogue.STREAM_DEAD_LETTERS
    ),
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


def require_tables(settings: Settings, path: Path) -> None:
    """Return when there is something to ask.

    Raises:
        CorkboardError: A clean table is empty or missing.
    """
    for table in path.tables.values():
        if not recorded.rows_in(settings, table):
            message = f"the clean table {table} is empty or missing"
            raise CorkboardError(message, hint=f"run 'corkboard {path.job}'")


def ask(spark: SparkSession, settings: Settings, path: Path = PATHS["batch"]) -> list[Answer]:
    """Return the answer to every question.

    Raises:
        CorkboardError: A clean table is empty or missing.
    """
    require_tables(settings, path)
    read = spark.read.format("delta")
    return ask_tables({name: read.load(settings.clean_table(table)) for name, table in path.tables.items()})


def ask_tables(tables: Mapping[str, DataFrame]) -> list[Answer]:
    """Return the answer to every question, asked of these tables."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_publish, tables, tables.values()))
    spark = next(iter(tables.values())).sparkSession
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(partial(_answer, spark), questions()))
    finally:
        for table in tables:
            spark.catalog.uncacheTable(table)
            spark.catalog.dropTempView(table)


def _publish(table: str, rows: DataFrame) -> None:
    """Keep the asked columns of a table in memory, laid out by the key that every question joins on."""
    asked = rows.select(*ASKED[table]).repartition(catalogue.CLEAN_KEY)
    asked.createOrReplaceTempView(table)
    asked.sparkSession.catalog.cacheTable(table)


def _answer(spark: SparkSession, question: Question) -> Answer:
    found = spark.sql(question.sql)
    return Answer(question, tuple(found.columns), tuple(tuple(row) for row in found.collect()))
