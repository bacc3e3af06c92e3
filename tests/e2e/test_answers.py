"""The answers that came through every hop, against rows that came straight from MySQL."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from corkboard import clients

sys.path.insert(0, str(Path(__file__).parents[1] / "spark"))

import plain_answers

NOT_KNOWN = "User Info Error"
PEOPLE = {"k": 1000, "M": 1_000_000}


def people(text):
    """Return a follower count such as ``42k`` as a number; none where the site had none."""
    if text in (None, NOT_KNOWN):
        return None
    return int(text[:-1]) * PEOPLE[text[-1]] if text[-1] in PEOPLE else int(text)


def rows_of(settings):
    """Return what the questions ask for, from the database's own tables."""
    with clients.database(settings).connect() as connection:
        pins, geos, users = (
            connection.exec_driver_sql(query).mappings().all()
            for query in (
                "select `index` as ind, category, poster_name, follower_count from pinterest_data",
                "select ind, country, timestamp from geolocation_data",
                "select ind, age, date_joined from user_data",
            )
        )
    known = [
        {
            **pin,
            "follower_count": people(pin["follower_count"]),
            "poster_name": None if pin["poster_name"] == NOT_KNOWN else pin["poster_name"],
        }
        for pin in pins
    ]
    return {"pins": known, "geos": geos, "users": users}


def test_the_answers_of_the_pipeline_are_those_of_the_database(make_stack):
    """Posted, landed, cleaned and asked by Spark, or counted in plain Python: the same rows."""
    stack = make_stack(rows=2500)
    for command in (("post", "--all", "--batch-size", "200"), ("wait",), ("batch",)):
        stack.command(*command)

    found = json.loads(stack.command("report", "--json").stdout)["answers"]

    expected = plain_answers.answers(**rows_of(stack.settings()))
    assert {one["name"]: {tuple(row.values()) for row in one["rows"]} for one in found} == expected
    assert all(one["rows"] for one in found)
