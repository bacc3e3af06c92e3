"""Files into notebooks."""

from __future__ import annotations

import re

import pytest

from corkboard.errors import UsageError
from corkboard_databricks.notebook.cells import cell_of
from corkboard_databricks.notebook.reading import read


@pytest.mark.parametrize(
    ("source", "language", "body"),
    [
        ("x = 1", "python", "x = 1"),
        ("%sql\nselect 1", "sql", "\nselect 1"),
        ("  \n# why\n%sql select 1", "sql", "\n\nselect 1"),
        ('%run \n"/Users/me/Read Data"', "run", '\n"/Users/me/Read Data"'),
        ("%md-sandbox # Title", "md", "# Title"),
        ("%scala\nval x = 1", "scala", "\nval x = 1"),
        ("%matplotlib inline\nx = 1", "python", "%matplotlib inline\nx = 1"),
        ("%%time\nx = 1", "python", "\nx = 1"),
        ("%python\nx = 1", "python", "\nx = 1"),
    ],
)
def test_a_cell_is_what_it_begins_with(source, language, body):
    """Its magic, behind blank lines and comments; other magics are lines of Python."""
    cell = cell_of(1, source, "python")

    assert (cell.language, cell.body) == (language, body)


def test_a_source_file_of_databricks_is_split_at_its_commands(write):
    """``# MAGIC`` goes, titles go, and empty commands are none."""
    path = write(
        "a.py", "x = 1", "# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text", "", "# DBTITLE 1,Name\ny = 2"
    )

    assert [(cell.number, cell.language, cell.body) for cell in read(path).cells] == [
        (1, "python", "x = 1"),
        (2, "md", "# Title\n\ntext"),
        (3, "python", "y = 2"),
    ]


def test_a_plain_script_is_a_notebook_of_one_cell(tmp_path):
    """``%run`` takes such files too."""
    path = tmp_path / "plain.py"
    path.write_text("x = 1\ny = 2\n")

    assert [cell.source for cell in read(path).cells] == ["x = 1\ny = 2\n"]


def test_databricks_says_in_its_own_corner_what_cells_are_in(write):
    """A notebook whose language is SQL has cells without a magic."""
    path = write(
        "a.ipynb",
        "select 1",
        "%python\nx = 1",
        **{"application/vnd.databricks.v1+notebook": {"language": "sql"}},
    )

    assert [cell.language for cell in read(path).cells] == ["sql", "python"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.ipynb", '{"cells": [', "is broken: Expecting value: line 1 column 12"),
        ("a.ipynb", '{"cells": 3}', "it has no list of cells"),
        ("a.ipynb", "[1]", "it has no list of cells"),
        ("a.ipynb", '{"cells": [3]}', "cell 1 is no object"),
        ("a.ipynb", '{"cells": [{"cell_type": "code", "source": [1]}]}', "the source of cell 1 is no text"),
        ("a.txt", "x", "is no notebook"),
    ],
)
def test_a_broken_notebook_says_where(tmp_path, name, text, words):
    """And is never run in part."""
    (tmp_path / name).write_text(text)

    with pytest.raises(UsageError, match=re.escape(words)):
        read(tmp_path / name)


def test_a_notebook_that_is_not_there_or_no_text_is_an_error_of_use(tmp_path):
    """Not a traceback."""
    (tmp_path / "b.ipynb").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UsageError, match="No such file"):
        read(tmp_path / "a.ipynb")
    with pytest.raises(UsageError, match="no text in UTF-8"):
        read(tmp_path / "b.ipynb")
