"""Our own notebooks on a stack's cluster: what they write is what the jobs write."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from deltalake import DeltaTable

from corkboard import catalogue

FOLDER = Path(__file__).parents[3] / "services" / "databricks" / "notebooks"
ROWS = 1200


@pytest.fixture
def stack(make_stack):
    """A stack of its own with the cluster, and its posts on both paths."""
    made = make_stack("notebooks", rows=ROWS)
    made.command("up", "--with", "databricks", "--timeout", "300")
    made.command("post", "--all", "--path", "both")
    made.command("wait")
    return made


def rows(stack, name):
    """A clean table's rows by key."""
    found = DeltaTable(stack.settings().clean_table(name)).to_pyarrow_table().to_pylist()
    return {row[catalogue.CLEAN_KEY]: row for row in found}


def run(stack, tmp_path, name):
    """Run a notebook of ours, its streams as long as they need, and return it as it was executed."""
    out = tmp_path / f"{name}.ipynb"
    stack.command("notebook", "run", str(FOLDER / f"{name}.py"), "--ipynb", str(out), "--streams", "5m")
    return nbformat.reads(out.read_text(), as_version=4)


def test_our_notebooks_write_what_the_jobs_write(stack, tmp_path):
    """Row by row on both paths; the questions have the columns of the report's answers."""
    run(stack, tmp_path, "batch")
    asked = run(stack, tmp_path, "questions")
    run(stack, tmp_path, "streaming")
    stack.command("batch")
    stack.command("stream")
    answers = json.loads(stack.command("report", "--json").stdout)["answers"]

    for feed in catalogue.FEEDS:
        assert rows(stack, f"{feed.clean}_notebook") == rows(stack, feed.clean)
        assert rows(stack, f"{feed.streamed}_notebook") == rows(stack, feed.streamed)
    shown = [
        [column["name"] for column in one.metadata["columns"]]
        for cell in asked.cells
        for one in cell.get("outputs", [])
        if "columns" in one.get("metadata", {})
    ]
    assert all(list(answer["rows"][0]) in shown for answer in answers)
