"""What cells write."""

from __future__ import annotations

import os

import pytest

from corkboard_databricks.notebook.channel import HEAD_CHARACTERS, TAIL_CHARACTERS, CellText, Redactor


@pytest.fixture
def told():
    """What was told."""
    return []


@pytest.fixture
def out(told):
    """A stream of cells."""
    return CellText("stdout", told.append, Redactor(), 1)


def test_whole_lines_are_told_at_once_and_the_rest_at_the_end(out, told):
    """So a person sees them as they come."""
    out.write("one\ntw")
    first = [event.text for event in told]
    out.write("o")
    out.end_cell()

    assert (first, [event.text for event in told]) == (["one\ntw"], ["one\ntw", "o"])


def test_a_gigabyte_is_its_beginning_its_end_and_a_number(out, told):
    """No more of it is kept."""
    line = "x" * 9999 + "\n"
    for _ in range(100):
        out.write(line)
    out.write("the end\n")
    out.end_cell()
    text = "".join(event.text for event in told)

    assert text.startswith("xxx")
    assert text.endswith("the end\n")
    assert "characters are left out here" in text
    assert len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS + len(line) + 100


def test_the_next_cell_begins_anew(out, told):
    """What one left out is not the next one's."""
    out.write("x" * (HEAD_CHARACTERS + 10) + "\n")
    out.end_cell()
    told.clear()
    out.write("hello\n")
    out.end_cell()

    assert [event.text for event in told] == ["hello\n"]


def test_a_secret_that_was_read_is_not_told(told):
    """Wherever it is in a line."""
    redactor = Redactor()
    redactor.learn("se/cr+et")
    out = CellText("stdout", told.append, redactor, 1)
    out.write("key: se/cr+et!\n")

    assert told[0].text == "key: [REDACTED]!\n"


def test_a_process_that_a_cell_forks_writes_to_the_processs_own_output(out, told):
    """Two processes in one pipe of events would tear its lines."""
    read_end, write_end = os.pipe()
    out._raw, out._process = write_end, -1
    out.write("from the child\n")

    assert (os.read(read_end, 100), told) == (b"from the child\n", [])
    os.close(read_end)
    os.close(write_end)
