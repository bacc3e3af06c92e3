"""A notebook in another form: the text that Databricks keeps in Git, or Jupyter's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_databricks.notebook.ipynb import executed
from corkboard_databricks.notebook.reading import HEADER, TEXT_FORMS, read
from corkboard_databricks.notebook.record import record_of

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard_databricks.notebook.cells import Cell

BREAK = "\n\n{mark} COMMAND ----------\n\n"


def as_jupyter(file: Path) -> bytes:
    """Return a notebook as Jupyter keeps it.

    Raises:
        UsageError: It is broken.
    """
    return file.read_bytes() if file.suffix == ".ipynb" else executed(record_of(read(file))).encode()


def as_source(file: Path) -> bytes:
    """Return a notebook as Databricks keeps it in Git.

    Raises:
        UsageError: It is broken.
    """
    if file.suffix != ".ipynb":
        return file.read_bytes()
    notebook = read(file)
    mark = TEXT_FORMS[".sql" if notebook.language == "sql" else ".py"][0]
    cells = BREAK.format(mark=mark).join(_cell(cell, notebook.language, mark) for cell in notebook.cells)
    return f"{mark} {HEADER}\n{cells}\n".encode()


def _cell(cell: Cell, language: str, mark: str) -> str:
    """Return a cell's source; what is not in the notebook's own language stands behind MAGIC."""
    source = cell.source.strip("\n")
    if cell.language == language:
        return source
    head = f"%{cell.language}\n" * (not source.lstrip().startswith("%"))
    return "\n".join(f"{mark} MAGIC {line}" for line in (head + source).split("\n"))
