"""The transforms, as tables: a few rows in, rows out, and their columns."""

from __future__ import annotations

from datetime import datetime

import pytest
from landing_bucket import geo, pin, user
from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark
from pyspark.sql import types as T  # noqa: N812

from corkboard_spark import schemas
from corkboard_spark.datasets import DATASETS
from corkboard_spark.transforms.geos import clean_geos
from corkboard_spark.transforms.pins import clean_pins
from corkboard_spark.transforms.users import clean_users

TEXT = "2020-08-28 03:52:47"
AT = datetime.fromisoformat(TEXT)


def cleaned(spark, transform, wire, *rows):
    """Return what a transform makes of rows, as dictionaries; times as text in the session's zone."""
    clean = transform(spark.createDataFrame(rows, wire))
    times = [field.name for field in clean.schema if field.dataType == T.TimestampType()]
    shown = clean.withColumns({name: F.col(name).cast("string") for name in times})
    return [row.asDict() for row in shown.collect()]


def as_text(wire):
    """Return the columns as a stream has them before any cast: times are strings."""
    return T.StructType(
        [
            T.StructField(f.name, T.StringType() if f.dataType == T.TimestampNTZType() else f.dataType)
            for f in wire
        ]
    )


@pytest.mark.parametrize(
    ("count", "people"),
    [
        ("42k", 42_000),
        ("2M", 2_000_000),
        ("536", 536),
        ("0", 0),
        ("User Info Error", None),
        ("", None),
        (None, None),
        ("1.2k", None),
        ("3B", None),
        ("k", None),
        ("-5", None),
        (" 5", None),
        ("2147483647", 2_147_483_647),
        ("2147483648", None),
        ("9999999999M", None),
        ("99999999999999999999", None),
    ],
)
def test_a_follower_count_is_a_number_of_people(either_ansi, count, people):
    """What the site could not say, or no int can hold, is null."""
    [row] = cleaned(either_ansi, clean_pins, schemas.PIN_WIRE, pin(1, follower_count=count))

    assert row["follower_count"] == people


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("title", "No Title Data Available"),
        ("description", "No description available"),
        ("description", "No description available Story format"),
        ("description", "Untitled"),
        ("poster_name", "User Info Error"),
        ("tag_list", "N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e"),
        ("image_src", "Image src error."),
    ],
)
def test_words_for_no_value_are_null(spark, column, words):
    """In their own column only: a title may well be called Untitled."""
    rows = (pin(1, **{column: words}), pin(2, **{column: None}), pin(3, **{column: f"{words}!"}))

    assert [row[column] for row in cleaned(spark, clean_pins, schemas.PIN_WIRE, *rows)] == [
        None,
        None,
        f"{words}!",
    ]
    assert cleaned(spark, clean_pins, schemas.PIN_WIRE, pin(1, title="Untitled"))[0]["title"] == "Untitled"


def test_a_pin_is_tidied(spark):
    """The key is called as in the other tables, the folder is a path, ``downloaded`` is gone."""
    [row] = cleaned(spark, clean_pins, schemas.PIN_WIRE, pin(5, title="  two\nlines “quoted” 🎄 "))

    assert row == {
        "ind": 5,
        "unique_id": "id-5",
        "title": "  two\nlines “quoted” 🎄 ",
        "description": "text",
        "follower_count": 6_000,
        "poster_name": "poster 5",
        "tag_list": "a,b",
        "is_image_or_video": "image",
        "image_src": "https://i.example/5.jpg",
        "save_location": "/data/travel",
        "category": "travel",
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Local save in /data/art", "/data/art"),
        ("/data/art", "/data/art"),
        ("x Local save in y", "x Local save in y"),
        (None, None),
    ],
)
def test_only_the_leading_words_are_cut_from_the_folder(spark, given, kept):
    """The rest is the folder."""
    [row] = cleaned(spark, clean_pins, schemas.PIN_WIRE, pin(1, save_location=given))

    assert row["save_location"] == kept


@pytest.mark.parametrize(
    ("given", "at"),
    [(TEXT, TEXT), ("2020-08-28T03:52:47", TEXT), ("yesterday", None), (None, None)],
)
def test_times_are_read_in_both_forms(either_ansi, given, at):
    """Also where no reader has checked them before: what is no time is null, and no error."""
    [place] = cleaned(
        either_ansi, clean_geos, as_text(schemas.GEO_WIRE), geo(1, timestamp=given, longitude=5.0)
    )
    [person] = cleaned(either_ansi, clean_users, as_text(schemas.USER_WIRE), user(1, date_joined=given))

    assert (place["timestamp"], person["date_joined"]) == (at, at)


def test_a_place_is_an_array_of_latitude_and_longitude(spark):
    """In this order, and with a null where one is missing."""
    rows = (
        geo(1, longitude=2.5, latitude=-1.5, timestamp=AT),
        geo(2, longitude=2.5, latitude=None, timestamp=AT),
    )

    found = cleaned(spark, clean_geos, schemas.GEO_WIRE, *rows)

    assert [row["coordinates"] for row in found] == [[-1.5, 2.5], [None, 2.5]]
    assert found[0] | {"coordinates": 0} == {
        "ind": 1,
        "country": "Cote d'Ivoire",
        "coordinates": 0,
        "timestamp": TEXT,
    }


def test_a_user_has_one_name(spark):
    """Null when either part is."""
    rows = (user(1, date_joined=AT), user(2, first_name=None, date_joined=AT))

    found = cleaned(spark, clean_users, schemas.USER_WIRE, *rows)

    assert found[0] == {"ind": 1, "user_name": "First1 O'Last", "age": 19, "date_joined": TEXT}
    assert found[1]["user_name"] is None


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda one: one.feed.name)
def test_a_clean_table_has_exactly_the_agreed_columns(spark, dataset):
    """Their names, their order and their types."""
    made = dataset.transform(spark.createDataFrame([], dataset.wire)).schema

    assert [(f.name, f.dataType) for f in made] == [(f.name, f.dataType) for f in dataset.clean]
    assert tuple(dataset.clean.names) == dataset.feed.clean_columns
    assert tuple(dataset.wire.names) == dataset.feed.columns
