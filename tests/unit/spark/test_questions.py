"""The nine questions as files."""

from __future__ import annotations

from importlib import resources

import pytest

from corkboard_spark.answers import ASKED
from corkboard_spark.questions import NAMES, questions


def test_every_file_is_asked():
    """And every question is a file."""
    files = {file.name for file in (resources.files("corkboard_spark") / "sql").iterdir()}

    assert files == {f"{name}.sql" for name in NAMES}


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.name)
def test_a_question_begins_with_itself_and_says_what_a_row_is(question):
    """So that its file can be read alone."""
    assert question.title.endswith("?")
    assert question.notes.startswith("One row")


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.name)
def test_a_question_names_only_columns_that_are_read(question):
    """The others are not in memory when it is asked."""
    known = {f"{table}.{column}" for table, columns in ASKED.items() for column in columns}
    words = {word.strip("(),") for word in question.sql.split()}

    assert {word for word in words if word.startswith(tuple(f"{table}." for table in ASKED))} <= known
