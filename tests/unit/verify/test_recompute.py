"""The cleaning, written a second time."""

from __future__ import annotations

from datetime import datetime

import pytest

from corkboard import catalogue
from corkboard.verify.recompute import clean_row, describe, followers

WHEN = datetime(2020, 8, 28, 3, 52, 47)  # noqa: DTZ001 - MySQL's have no zone
PIN = {
    "index": 7528,
    "unique_id": "fbe53c66-3442-4773-b19e-d3ec6f54dddf",
    "title": "A title",
    "description": "Some words",
    "poster_name": "Somebody",
    "follower_count": "42k",
    "tag_list": "A,B",
    "is_image_or_video": "image",
    "image_src": "https://example.org/a.jpg",
    "downloaded": 1,
    "save_location": "Local save in /data/art",
    "category": "art",
}


def cleaned(**changes):
    row = clean_row(catalogue.PIN, {**PIN, **changes})
    return dict(zip(catalogue.PIN.clean_columns, row, strict=True))


def test_a_good_pin_keeps_its_values_under_the_clean_names():
    """The key is renamed, the folder freed of its words, the count a number, ``downloaded`` gone."""
    assert list(cleaned().values()) == [
        7528, PIN["unique_id"], "A title", "Some words", 42_000, "Somebody", "A,B", "image", PIN["image_src"],
        "/data/art", "art",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "No Title Data Available"),
        ("description", "No description available Story format"),
        ("description", "No description available"),
        ("description", "Untitled"),
        ("poster_name", "User Info Error"),
        ("follower_count", "User Info Error"),
        ("tag_list", "N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e"),
        ("image_src", "Image src error."),
    ],
)
def test_what_the_site_wrote_for_missing_becomes_null(column, value):
    """Each in its own column."""
    assert cleaned(**{column: value})[column] is None


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("731", 731),
        ("0", 0),
        ("42k", 42_000),
        ("2M", 2_000_000),
        ("1.2k", None),
        ("", None),
        (None, None),
        ("10K", None),
    ],
)
def test_follower_counts_are_people(text, people):
    """The site writes whole thousands and millions only."""
    assert followers(text) == people


def test_a_geo_row_has_its_coordinates_in_one_column():
    """Latitude first."""
    row = {"ind": 1, "timestamp": WHEN, "latitude": -89.9787, "longitude": -173.293, "country": "Albania"}

    assert clean_row(catalogue.GEO, row) == (1, "Albania", [-89.9787, -173.293], WHEN)


def test_a_user_row_has_one_name():
    """First and last, with a blank between."""
    row = {"ind": 1, "first_name": "Ann", "last_name": "Lee", "age": 20, "date_joined": WHEN}

    assert clean_row(catalogue.USER, row) == (1, "Ann Lee", 20, WHEN)


def test_a_difference_is_described_by_its_first_column():
    """With both values."""
    words = describe(catalogue.USER, (1, "Ann Lee", 20, WHEN), (1, "Ann Lee", 21, WHEN))

    assert words == "age is 21, and from MySQL it would be 20"
    assert describe(catalogue.USER, None, (1, "Ann Lee", 21, WHEN)) == "MySQL has no such row"
