"""What a notebook uses that is not here, cell by cell, without running it."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import UsageError
from corkboard.workspace import root_of
from corkboard_databricks.notebook import commands, constructs, statements
from corkboard_databricks.notebook.cells import FOREIGN
from corkboard_databricks.notebook.code import HOOK, translate
from corkboard_databricks.notebook.paths import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corkboard_databricks.notebook.cells import Cell, Notebook

LINES = (*commands.WHOLE, *commands.IGNORED, "time", "timeit")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is missing.

    Attributes:
        cell: The cell's number.
        line: The line in the cell, from 1.
        what: As the notebook has it.
        why: What is wrong, or what to do instead.
    """

    cell: int
    line: int
    what: str
    why: str


def findings(notebook: Notebook, root: Path | None = None) -> list[Finding]:
    """Return what is missing, in the notebook's order; each thing once a line.

    Args:
        notebook: What is looked at.
        root: Where paths in the workspace begin; the notebook's Git repository or folder by default.
    """
    place = root or root_of(notebook.path)
    return sorted({one for cell in notebook.cells for one in _in_cell(notebook, cell, place)})


def _in_cell(notebook: Notebook, cell: Cell, root: Path) -> Iterator[Finding]:
    if cell.is_prose or cell.is_empty:
        return
    if cell.language in FOREIGN:
        yield Finding(cell.number, 1, f"%{cell.language}", f"cells in {cell.language} are not run here")
    elif cell.language == "python":
        yield from _in_python(notebook, cell, root)
    elif cell.language == "sql":
        yield from _in_sql(cell.number, 1, cell.body)
    elif cell.language == "run":
        yield from _in_run(notebook, (cell.number, 1), cell.body, root)
    elif cell.language == "fs":
        yield from _in_fs(cell)


def _in_python(notebook: Notebook, cell: Cell, root: Path) -> Iterator[Finding]:
    source = cell.body
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        try:
            tree = ast.parse(translate(source))
        except SyntaxError:
            yield Finding(cell.number, error.lineno or 1, "syntax", str(error.msg))
            return
    for node in ast.walk(tree):
        yield from _imports(cell, node)
        if isinstance(node, ast.Attribute):
            yield from _dbutils(cell, node)
        if isinstance(node, ast.Call):
            yield from _calls(notebook, cell, node, root)


def _imports(cell: Cell, node: ast.AST) -> Iterator[Finding]:
    """Yield modules that cannot be imported."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module]
    for name in names:
        top = name.split(".")[0]
        if not _is_there(name.split(".")):
            why = constructs.MODULES.get(top, f"it is not installed here: %pip install {top}")
            yield Finding(cell.number, getattr(node, "lineno", 1), f"import {name}", why)


def _is_there(parts: list[str]) -> bool:
    """Whether a module can be imported; of a name that several distributions share, which of them it is."""
    if importlib.util.find_spec(parts[0]) is None:
        return False
    return parts[0] not in constructs.SHARED or importlib.util.find_spec(".".join(parts[:2])) is not None


def _dbutils(cell: Cell, node: ast.Attribute) -> Iterator[Finding]:
    """Yield rooms and methods that ``dbutils`` has not."""
    words = _dotted(node).split(".")
    if words[0] != "dbutils" or len(words) not in (2, 3):
        return
    room, method = words[1], words[2] if len(words) > 2 else ""  # noqa: PLR2004
    if room not in constructs.ROOMS or (method and method not in constructs.ROOMS[room]):
        yield Finding(cell.number, node.lineno, ".".join(words), "dbutils has nothing of that name here")


def _calls(notebook: Notebook, cell: Cell, node: ast.Call, root: Path) -> Iterator[Finding]:
    """Yield what is called with a text that says what is wanted: formats, SQL, commands, notebooks."""
    name = _dotted(node.func)
    first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    if not isinstance(first, str):
        return
    if name == HOOK:
        yield from _in_line(notebook, cell, node, root)
    elif name.endswith(".format") and first in constructs.FORMATS:
        yield Finding(cell.number, node.lineno, f"format({first!r})", constructs.FORMATS[first])
    elif name in ("spark.sql", "sql", "sqlContext.sql"):
        yield from _in_sql(cell.number, node.lineno, first)
    elif name == "dbutils.notebook.run":
        yield from _in_run(notebook, (cell.number, node.lineno), shlex.quote(first), root)


def _in_line(notebook: Notebook, cell: Cell, node: ast.Call, root: Path) -> Iterator[Finding]:
    sign, text = (str(one.value) for one in node.args[:2] if isinstance(one, ast.Constant))
    word, _, rest = text.lstrip("%").partition(" ")
    if sign == "%" and word == "run":
        yield from _in_run(notebook, (cell.number, node.lineno), rest, root)
    elif sign == "%" and word not in LINES:
        yield Finding(cell.number, node.lineno, f"%{word}", "there is no such magic here")


def _in_sql(number: int, line: int, text: str) -> Iterator[Finding]:
    for one in statements.split(text):
        if why := constructs.statement(one):
            yield Finding(number, line, " ".join(one.split()[:3]), why)


def _in_run(notebook: Notebook, place: tuple[int, int], text: str, root: Path) -> Iterator[Finding]:
    folder = notebook.path.resolve().parent
    try:
        words = [word for word in shlex.split(text.strip().split("\n")[0]) if not word.startswith("$")]
        resolve(" ".join(words), folder=folder, root=root)
    except UsageError as error:
        yield Finding(*place, f"notebook {' '.join(words)}", error.message)
    except ValueError as error:
        yield Finding(*place, "%run", str(error))


def _in_fs(cell: Cell) -> Iterator[Finding]:
    for line, text in enumerate(cell.body.strip().split("\n"), 1):
        word = text.strip().split(" ")[0]
        if word and not re.match("#", word) and word not in constructs.ROOMS["fs"]:
            yield Finding(cell.number, line, f"%fs {word}", "dbutils.fs has nothing of that name here")


def _dotted(node: ast.AST) -> str:
    """Return a chain of names as it is written; a call or a subscript in it is left out."""
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
