"""Our own notebooks on a plain session, from a folder of landed objects; ``/mnt`` needs the cluster."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from notebook_runs import NotebookRun

from corkboard import catalogue
from corkboard_databricks.notebook.reading import read
from corkboard_spark.questions import questions

FOLDER = Path(__file__).parents[2] / "services" / "databricks" / "notebooks"
ROWS = 40


def posts(number):
    """One post: a pin, its place and its user; every seventh pin says that it has no count."""
    followers = "User Info Error" if number % 7 == 0 else f"{number}k"
    pin = dict.fromkeys(catalogue.PIN.columns, f"text {number}")
    pin |= {"index": number, "downloaded": 1, "follower_count": followers, "category": f"c{number % 4}"}
    pin |= {"save_location": "Local save in /data/art", "poster_name": f"p{number % 9}"}
    geo = {
        "ind": number,
        "timestamp": f"{2017 + number % 6}-08-28 03:52:47",
        "latitude": 1.5,
        "longitude": -2.5,
    }
    user = {"ind": number, "first_name": "A", "last_name": f"B{number}", "age": 18 + number}
    return {
        "pin": pin,
        "geo": geo | {"country": f"land {number % 3}"},
        "user": user | {"date_joined": f"{2015 + number % 3}-10-24T11:23:51"},
    }


@pytest.fixture
def landed(tmp_path):
    """A bucket's folder: each record twice, as a post that was sent again lands."""
    for feed in catalogue.FEEDS:
        folder = tmp_path / "bucket" / catalogue.landing_prefix(feed.topic("t"), 0)
        folder.mkdir(parents=True)
        lines = [json.dumps(posts(number)[feed.name]) for number in range(ROWS)]
        for name in ("a", "b"):
            (folder / f"{name}.json").write_text("\n".join(lines))
    return tmp_path / "bucket"


@pytest.fixture
def notebooks(tmp_path, landed):
    """A folder with our notebooks, of which the configuration names that folder and asks for no keys."""
    for path in FOLDER.glob("*.py"):
        (tmp_path / path.name).write_text(path.read_text())
    names = f'from corkboard import catalogue\nPREFIX, SUFFIX, MOUNT = "t", "_notebook", "{landed}"\n'
    (tmp_path / "configuration.py").write_text(names)
    (tmp_path / "mount.py").write_text(names)
    return tmp_path


def test_the_notebooks_answer_as_the_report_does_from_the_tables_they_write(spark, notebooks):
    """One row a key; the nine answers are the report's, on the same tables."""
    run = NotebookRun(spark, notebooks)
    batch, asked = run.go(notebooks / "batch.py"), run.go(notebooks / "questions.py")
    for feed in catalogue.FEEDS:
        run.session.table(f"{feed.clean}_notebook").createOrReplaceTempView(feed.clean)
    expected = [run.session.sql(one.sql).collect() for one in questions()]
    run.drop_tables()

    assert batch.record.notebooks[0].exit_value == str(ROWS), batch.why()
    assert asked.record.outcome == "succeeded", asked.why()
    answers = [[tuple(row) for row in table["rows"]] for table in asked.tables() if table["columns"]]
    assert sorted(answers, key=str) == sorted(([tuple(row) for row in rows] for rows in expected), key=str)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_each_notebook_is_in_databricks_form_and_begins_with_what_it_is_for(path):
    """A person who opens it reads a heading first."""
    first = read(path).cells[0]

    assert first.is_prose
    assert first.body.startswith("# ")
