"""What programs write past Python is counted to its cell, however late or early it is read."""

from __future__ import annotations

import pytest

from corkboard_databricks.notebook.channel import HEAD_CHARACTERS, MARK
from corkboard_databricks.notebook.raw import RawOutput

WRITTEN = f"before{MARK}first{MARK}between{MARK}second ☃{MARK}".encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, len(WRITTEN)])
def test_output_waits_for_its_cell(size):
    """Read whole before anything is told, or byte by byte."""
    raw = RawOutput()

    now = "".join(raw.take(WRITTEN[at : at + size]) for at in range(0, len(WRITTEN), size))

    assert now == "before"
    assert [raw.turn() for _ in range(4)] == ["first", "between", "second ☃", ""]
    assert raw.take(b"late") == "late"


def test_output_of_the_cell_that_runs_is_shown_at_once():
    """Up to the most that is shown of a cell; the next one begins anew."""
    raw = RawOutput()
    raw.take(MARK.encode())
    raw.turn()

    assert raw.take(b"some") == "some"
    assert len(raw.take(b"x" * HEAD_CHARACTERS)) == HEAD_CHARACTERS - len("some")
    assert raw.take(b"more") == ""
    raw.take(f"{MARK}{MARK}next".encode())
    assert (raw.turn(), raw.turn()) == ("", "next")


def test_a_cell_that_has_lost_its_mark_shows_what_follows_in_the_next():
    """Nothing is kept back for good."""
    raw = RawOutput()

    assert raw.turn() == ""
    assert raw.take(b"words\n \n") == "words\n \n"
    assert raw.last_line == "words"
