"""Our own notebooks on the running stack's cluster: what they write is what the jobs write."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from deltalake import DeltaTable

from corkboard import catalogue

FOLDER = Path(__file__).parents[3] / "services" / "databricks" / "notebooks"
ROWS = 200


@pytest.fixture
def verb(corkboard, stack_home):
    """A runner of verbs on the stack with its cluster and nothing but posts on both paths."""

    def run(*words):
        return corkboard(*words, home=stack_home)

    run("up", "--only", "spark", "--timeout", "300")
    run("reset")
    run("post", "--rows", str(ROWS), "--path", "both")
    run("wait")
    return run


def rows(settings, name):
    """A clean table's rows by key."""
    found = DeltaTable(settings.clean_table(name)).to_pyarrow_table().to_pylist()
    return {row[catalogue.CLEAN_KEY]: row for row in found}


def run(verb, tmp_path, name):
    """Run a notebook of ours, its streams as long as they need, and return it as it was executed."""
    out = tmp_path / f"{name}.ipynb"
    verb("notebook", "run", str(FOLDER / f"{name}.py"), "--ipynb", str(out), "--streams", "5m")
    return nbformat.reads(out.read_text(), as_version=4)


def test_our_notebooks_write_what_the_jobs_write(verb, settings, tmp_path):
    """Row by row on both paths; the questions have the columns of the report's answers."""
    run(verb, tmp_path, "batch")
    asked = run(verb, tmp_path, "questions")
    run(verb, tmp_path, "streaming")
    verb("batch")
    verb("stream")
    answers = json.loads(verb("report", "--json").stdout)["answers"]

    for feed in catalogue.FEEDS:
        batch, streamed = rows(settings, feed.clean), rows(settings, feed.streamed)
        assert len(batch) == len(streamed) == ROWS
        assert rows(settings, f"{feed.clean}_notebook") == batch
        assert rows(settings, f"{feed.streamed}_notebook") == streamed
    shown = [
        [column["name"] for column in one.metadata["columns"]]
        for cell in asked.cells
        for one in cell.get("outputs", [])
        if "columns" in one.get("metadata", {})
    ]
    assert all(list(answer["rows"][0]) in shown for answer in answers)
