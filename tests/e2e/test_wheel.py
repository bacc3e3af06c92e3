"""The wheel alone, without the checkout: the whole path as a newcomer runs it, and a stranger's tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corkboard import clients
from corkboard.settings import load

from .conftest import ROOT, ROWS, run

sys.path.insert(0, str(Path(__file__).parents[1] / "spark"))

import plain_answers

NOT_KNOWN = "User Info Error"
PEOPLE = {"k": 1000, "M": 1_000_000}
HOPS = {"feeds": ("kafka", "s3", "clean"), "streams": ("kinesis", "clean")}


@pytest.mark.timeout(1500)
def test_the_demo_of_the_wheel_runs_every_hop_and_proves_it(installed, folder, shown):
    """Every feed whole at every hop, a page, nothing left running, no other stack touched.

    Locks, the sink's Java, SQL and the API definition are all in the wheel; what it needs, it declares.
    """
    code = "import corkboard; print(corkboard.__file__)"
    where = run(str(installed.with_name("python")), "-c", code, folder=folder)
    status = subprocess.run(
        [str(installed), "--name", "demo", "status"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert str(installed.parents[1]) in where
    assert list(shown["seconds"]) == ["up", "post", "land", "batch", "stream", "verify", "trace", "down"]
    for path, hops in HOPS.items():
        assert {feed["posted"] for feed in shown["verify"][path]} == {ROWS}
        assert all(
            feed[hop]["found"] == ROWS
            and feed[hop]["lost"] == feed[hop]["doubled"] == feed[hop]["changed"] == 0
            for feed in shown["verify"][path]
            for hop in hops
        )
    assert shown["trace"]["clean"] == shown["trace"]["streamed"] != []
    assert Path(shown["report"]).stat().st_size > 10_000
    other = folder / ".corkboard" / "default"
    assert [file.read_text() for file in other.rglob("*") if file.is_file()] == ["precious\n"]
    assert status.returncode == 1


@pytest.mark.timeout(600)
def test_the_answers_of_the_pipeline_are_those_of_the_database(installed, folder, shown, database):
    """Posted, landed, cleaned and asked by Spark, or counted in plain Python from MySQL: the same rows."""
    assert shown["seconds"]["down"] is not None
    report = run(str(installed), "--name", "demo", "report", "--json", folder=folder)
    found = json.loads(report)["answers"]

    expected = plain_answers.answers(**rows_of(database))
    assert {one["name"]: {tuple(row.values()) for row in one["rows"]} for one in found} == expected
    assert all(one["rows"] for one in found)


@pytest.mark.timeout(600)
def test_the_example_of_a_pipeline_in_pytest_passes(installed, folder):
    """Copied into an empty folder; the fixtures come with the wheel."""
    project = shutil.copytree(ROOT / "examples" / "pytest_pipeline", folder / "example")
    said = run(str(installed.with_name("pytest")), "-q", "--corkboard-rows", "50", folder=project)

    assert "4 passed" in said


@pytest.fixture(scope="module")
def database(installed, folder, shown):
    """The settings of the demo's stack, of which the database runs again."""
    del shown
    demo = (str(installed), "--name", "demo")
    run(*demo, "up", "--only", "mysql", folder=folder)
    yield load({"name": "demo", "home": folder})
    run(*demo, "destroy", "--yes", folder=folder)


def people(text):
    """Return a follower count such as ``42k`` as a number; none where the site had none."""
    if text in (None, NOT_KNOWN):
        return None
    return int(text[:-1]) * PEOPLE[text[-1]] if text[-1] in PEOPLE else int(text)


def rows_of(settings):
    """Return what the questions ask for, from the database's own tables, as far as they were posted."""
    with clients.database(settings).connect() as connection:
        pins, geos, users = (
            connection.exec_driver_sql(f"{query} where {key} < {ROWS}").mappings().all()
            for key, query in (
                (
                    "`index`",
                    "select `index` as ind, category, poster_name, follower_count from pinterest_data",
                ),
                ("ind", "select ind, country, timestamp from geolocation_data"),
                ("ind", "select ind, age, date_joined from user_data"),
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
