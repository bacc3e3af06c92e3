"""A run as a page and as an executed notebook."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import nbformat
import pytest

from corkboard_databricks.notebook import ipynb, tables
from corkboard_databricks.notebook.events import Begun, Ended, Exited, Failed, Shown, Text
from corkboard_databricks.notebook.page.document import document
from corkboard_databricks.notebook.page.outputs import overwritten
from corkboard_databricks.notebook.reading import read
from corkboard_databricks.notebook.record import Record, record_of

TABLE = {
    tables.MIME: {
        "columns": ["ind", "title"],
        "types": ["bigint", "string"],
        "rows": [[1, "<script>alert(1)</script>"], [2, None]],
        "is_cut": True,
        "note": "stream, stopped: 3 batches",
    }
}


@pytest.fixture
def record(write):
    """A run of four cells that showed a bit of everything, and failed in the last."""
    notebook = read(
        write(
            "my notebook.py",
            "# MAGIC %md # Heading & more",
            "x < 1",
            "# MAGIC %sql\n# MAGIC select 1",
            "fail()",
            "never()",
        )
    )
    made = Record([record_of(notebook)], {"day": "<today>"}, datetime(2026, 11, 21, tzinfo=UTC))
    told = [
        Begun(0, 2), Text("stdout", "a < b\n"), Text("stdout", "more\n"), Shown({"text/plain": "x", "text/html": "<b>bold</b>"}, is_result=True), Ended(0, 2),
        Begun(0, 3), Shown(TABLE), Shown({"image/png": "aGVsbG8=", "text/plain": "Figure"}), Ended(0, 3),
        Begun(0, 4), Failed("KeyError", "'<x>'", ["Traceback", "KeyError: '<x>'"]), Ended(0, 4),
    ]  # fmt: skip
    for event in told:
        made.take(event, made.notebooks)
    return made


def test_the_page_stands_alone_and_escapes_what_it_shows(record):
    """It refers to nothing outside itself, and a value is no HTML."""
    page = document(record)

    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "a &lt; b\nmore" in page
    assert "&lt;today&gt;" in page


def test_the_page_says_how_the_run_went_and_where(record):
    """The outcome, the headings, the cell that failed, and the one that was not run."""
    page = document(record)

    assert 'failed in <a href="#c0-4">cell 4</a>' in page
    assert '<a href="#c0-1">Heading &amp; more</a>' in page
    assert "<strong>KeyError</strong>" in page
    assert '<article class="cell not-run" id="c0-5">' in page
    assert "3 of 4" in page


def test_a_table_says_that_there_are_more_rows_and_how_a_stream_is(record):
    """Numbers stand right, and nothing is null."""
    page = document(record)

    assert "the first 2 rows; there are more · stream, stopped: 3 batches" in page
    assert "<td class=number>1</td>" in page
    assert "<td class=null>null</td>" in page


def test_html_of_a_notebook_cannot_reach_the_page(record):
    """It lies in a frame."""
    assert 'sandbox="allow-scripts" srcdoc="&lt;b&gt;bold' in document(record)


def test_the_executed_notebook_is_valid_and_keeps_types(record, tmp_path):
    """Any notebook program reads it, and so does this one."""
    text = ipynb.executed(record.notebooks[0])
    made = nbformat.reads(text, as_version=4)
    nbformat.validate(made)
    (tmp_path / "done.ipynb").write_text(text)

    assert [cell.cell_type for cell in made.cells] == ["markdown", "code", "code", "code", "code"]
    assert [one.output_type for one in made.cells[1].outputs] == ["stream", "execute_result"]
    assert made.cells[2].outputs[0].metadata["columns"][0] == {"name": "ind", "type": "bigint"}
    assert "&lt;script&gt;" in made.cells[2].outputs[0].data["text/html"]
    assert made.cells[3].outputs[0].ename == "KeyError"
    assert made.cells[4].execution_count is None
    assert [cell.language for cell in read(tmp_path / "done.ipynb").cells][1:3] == ["python", "sql"]


def test_what_is_shown_again_takes_its_old_place(record):
    """A stream's snapshot changes where it stands, even when another cell runs."""
    for rows in (1, 2):
        record.take(Begun(0, rows), record.notebooks)
        record.take(Shown({"text/plain": str(rows)}, slot="s"), record.notebooks)

    assert record.notebooks[0].cells[0].outputs == [Shown({"text/plain": "2"}, slot="s")]


def test_too_many_outputs_are_left_out(record):
    """A page stays a page."""
    record.take(Begun(0, 5), record.notebooks)
    for _ in range(5000):
        record.take(Shown({"text/plain": "x"}), record.notebooks)

    outputs = record.notebooks[0].cells[4].outputs
    assert len(outputs) <= 2001
    assert "left out" in outputs[-1].text


def test_an_exit_is_told_with_its_value(write):
    """As what the notebook returned."""
    made = Record([record_of(read(write("a.py", "x")))], {}, datetime(2026, 11, 21, tzinfo=UTC))
    made.take(Begun(0, 1), made.notebooks)
    made.take(Exited(0, json.dumps({"rows": 3})), made.notebooks)

    assert "✔ succeeded: it returned <code>{&quot;rows&quot;: 3}</code>" in document(made)


def test_a_progress_bar_is_shown_as_it_was_at_last():
    """As on a terminal."""
    assert overwritten("10%\r50%\r100%\ndone\r\n") == "100%\ndone\n"
