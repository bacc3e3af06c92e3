"""The nine answers, against plain Python on rows with every kind of dirt and many ties."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import plain_answers
import pytest
from pyspark.sql.types import StructType

from corkboard_spark.answers import ASKED, ask_tables
from corkboard_spark.datasets import DATASETS
from corkboard_spark.questions import questions

COLUMNS = {
    "most_popular_category_per_country": {
        "country": "string",
        "category": "string",
        "category_count": "bigint",
    },
    "posts_per_category_per_year": {"post_year": "int", "category": "string", "category_count": "bigint"},
    "most_followed_user_per_country": {"country": "string", "poster_name": "string", "follower_count": "int"},
    "country_of_the_most_followed_user": {"country": "string", "follower_count": "int"},
    "most_popular_category_per_age_group": {
        "age_group": "string",
        "category": "string",
        "category_count": "bigint",
    },
    "median_followers_per_age_group": {"age_group": "string", "median_follower_count": "double"},
    "users_joined_per_year": {"post_year": "int", "number_users_joined": "bigint"},
    "median_followers_per_join_year": {"post_year": "int", "median_follower_count": "double"},
    "median_followers_per_join_year_and_age_group": {
        "age_group": "string",
        "post_year": "int",
        "median_follower_count": "double",
    },
}
AGES = ["18-24", "25-35", "36-50", "+50"]


def at(rng, first, last):
    """Return an instant of these years, on the edge of one now and then."""
    year = rng.randint(first, last)
    edges = [(1, 1, 0, 0, 0), (12, 31, 23, 59, 59), (rng.randint(1, 12), rng.randint(1, 28), 12, 0, 0)]
    return rng.choice([None, *(datetime(year, *edge, tzinfo=UTC) for edge in edges)])


def table_rows(seed, count):
    """Return rows of the three clean tables; some keys are in one or two of them only."""
    rng = random.Random(seed)
    keys = range(count)
    pins = [
        {
            "ind": key,
            "category": rng.choice([None, "art", "travel", "quotes"]),
            "poster_name": rng.choice([None, "b", "a", "ç", "A"]),
            "follower_count": rng.choice([None, 0, 7, 7, 1_000, 2_000_000]),
        }
        for key in keys
        if rng.random() < 0.9
    ]
    geos = [
        {
            "ind": key,
            "country": rng.choice([None, "Peru", "Albania", "Cote d'Ivoire"]),
            "timestamp": at(rng, 2016, 2024),
        }
        for key in keys
        if rng.random() < 0.9
    ]
    users = [
        {
            "ind": key,
            "age": rng.choice([None, 17, 18, 24, 25, 35, 36, 50, 51, 60]),
            "date_joined": at(rng, 2014, 2021),
        }
        for key in keys
        if rng.random() < 0.9
    ]
    return {"pins": pins, "geos": geos, "users": users}


def frames(spark, rows):
    """Return the rows as data frames with the clean tables' types."""
    types = {dataset.feed.clean: dataset.clean for dataset in DATASETS}
    made = {}
    for table, names in ASKED.items():
        values = [tuple(row[name] for name in names) for row in rows[table]]
        made[table] = spark.createDataFrame(values, StructType([types[table][name] for name in names]))
    return made


@pytest.mark.parametrize(("seed", "count"), [(1, 400), (2, 60)])
def test_the_answers_are_those_of_plain_python(either_ansi, seed, count):
    """Row by row, with the ties broken the same way; no row twice."""
    rows = table_rows(seed, count)
    answers = ask_tables(frames(either_ansi, rows))

    expected = plain_answers.answers(**rows)
    assert {answer.question.name: set(answer.rows) for answer in answers} == expected
    assert all(len(answer.rows) == len(set(answer.rows)) for answer in answers)
    assert all(answer.rows for answer in answers)


def test_the_answers_have_exactly_the_agreed_columns(spark):
    """Names, order and types, also of empty tables."""
    tables = frames(spark, {"pins": [], "geos": [], "users": []})
    for name, rows in tables.items():
        rows.createOrReplaceTempView(name)

    for question in questions():
        found = spark.sql(question.sql)
        assert {field.name: field.dataType.simpleString() for field in found.schema} == COLUMNS[question.name]
        assert found.columns == list(COLUMNS[question.name])


def test_the_answers_come_in_an_order_that_can_be_read(spark):
    """Countries by name, years in time, the young before the old."""
    answers = {answer.question.name: answer for answer in ask_tables(frames(spark, table_rows(3, 400)))}

    for name in (
        "most_popular_category_per_country",
        "most_followed_user_per_country",
        "users_joined_per_year",
    ):
        assert list(answers[name].rows) == sorted(answers[name].rows)
    assert [row[0] for row in answers["median_followers_per_age_group"].rows] == AGES
    both = [
        (AGES.index(group), year)
        for group, year, _ in answers["median_followers_per_join_year_and_age_group"].rows
    ]
    assert both == sorted(both)
    years = [
        (year, -count, category) for year, category, count in answers["posts_per_category_per_year"].rows
    ]
    assert years == sorted(years)
