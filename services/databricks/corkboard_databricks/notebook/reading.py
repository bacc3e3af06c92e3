"""Files into notebooks: .ipynb, and the text form in which Databricks keeps them in Git."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_databricks.notebook.cells import PROSE, Cell, Notebook, cell_of

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "Databricks notebook source"
TEXT_FORMS = {".py": ("#", "python"), ".sql": ("--", "sql"), ".scala": ("//", "scala"), ".r": ("#", "r")}
DATABRICKS = "application/vnd.databricks.v1+notebook"
LARGEST_BYTES = 512 << 20


def read(path: Path) -> Notebook:
    """Return the notebook in a file.

    Raises:
        UsageError: There is none, or it is broken; says where.
    """
    text = _text(path)
    if path.suffix.lower() == ".ipynb":
        return _from_json(path, text)
    if path.suffix.lower() in TEXT_FORMS:
        return _from_text(path, text)
    raise UsageError(f"{path} is no notebook", hint="give an .ipynb, or a .py that Databricks exported")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UsageError(f"{path} has more than {LARGEST_BYTES >> 20} MB")
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8: byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def _from_text(path: Path, text: str) -> Notebook:
    """Return the notebook of a source file; a plain script is a notebook of one cell."""
    mark, language = TEXT_FORMS[path.suffix.lower()]
    head, _, rest = text.partition("\n")
    if head.strip() != f"{mark} {HEADER}":
        return Notebook(path, language, (cell_of(1, text, language),))
    parts = re.split(rf"^{mark} COMMAND -+[ \t]*$", rest, flags=re.MULTILINE)
    sources = [_unwrapped(part.strip("\n"), mark) for part in parts]
    return _numbered(path, language, [("code", source) for source in sources if source.strip()])


def _unwrapped(part: str, mark: str) -> str:
    """Return a cell without ``# MAGIC`` before its lines, its title and its test markers."""
    lines = [line for line in part.split("\n") if not line.startswith(f"{mark} DBTITLE")]
    return "\n".join(re.sub(rf"^{mark} MAGIC ?", "", line) for line in lines)


def _from_json(path: Path, text: str) -> Notebook:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"{path} is broken: {error}", hint="export it again, or look at that line"
        ) from error
    sources = [_cell(path, number, cell) for number, cell in enumerate(_cells(path, document), 1)]
    metadata = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
    return _numbered(path, _language(metadata), sources)


def _cells(path: Path, document: Any) -> list[Any]:
    """Return the list of cells in the present form of notebooks, or in the form before it."""
    if isinstance(document, dict):
        if isinstance(document.get("cells"), list):
            return list(document["cells"])
        sheets = document.get("worksheets")
        if isinstance(sheets, list) and all(isinstance(sheet, dict) for sheet in sheets):
            return [cell for sheet in sheets for cell in sheet.get("cells", [])]
    raise UsageError(f"{path} is no notebook: it has no list of cells")


def _cell(path: Path, number: int, cell: Any) -> tuple[str, str]:
    """Return a cell's kind and source."""
    if not isinstance(cell, dict):
        raise UsageError(f"{path} is broken: cell {number} is no object")
    source = cell.get("source", cell.get("input", ""))
    lines: list[Any] = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise UsageError(f"{path} is broken: the source of cell {number} is no text")
    return str(cell.get("cell_type", "code")), "".join(lines)


def _language(metadata: dict[str, Any]) -> str:
    """Return what a notebook's cells are in; Databricks says it in a corner of its own."""
    corners = (metadata.get(DATABRICKS), metadata.get("language_info"), metadata.get("kernelspec"))
    for corner, key in zip(corners, ("language", "name", "language"), strict=True):
        if isinstance(corner, dict) and isinstance(corner.get(key), str):
            return str(corner[key]).lower()
    return "python"


def _numbered(path: Path, language: str, sources: list[tuple[str, str]]) -> Notebook:
    """Return the notebook of kinds and sources."""
    cells = [
        Cell(number, source, PROSE, source)
        if kind in ("markdown", "raw")
        else cell_of(number, source, language)
        for number, (kind, source) in enumerate(sources, 1)
    ]
    return Notebook(path, language, tuple(cells))
