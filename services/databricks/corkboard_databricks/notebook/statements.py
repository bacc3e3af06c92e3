"""The text of an SQL cell: its statements, and the widgets named in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|;|[^-/'"`;]+|.""",
    re.DOTALL,
)
QUOTES = "'\"`"
PARAMETER = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)")


def split(text: str) -> list[str]:
    """Return the statements of a cell, without the comments between them and the semicolons behind them."""
    found, current = [], ""
    for word in TOKEN.findall(text):
        if word == ";":
            found.append(current)
            current = ""
        elif not word.startswith(("--", "/*")) or word.startswith("/*+"):
            current += word
        else:
            current += "\n" * word.count("\n") or " "
    return [statement.strip() for statement in [*found, current] if statement.strip()]


def with_widgets(statement: str, values: Mapping[str, str]) -> str:
    """Return a statement in which widgets have their values.

    ``${name}`` is replaced as it stands, in a text too; ``:name`` by a text in quotes, as a parameter of the
    statement: Spark's own parameters do not come through the parser that Delta puts before Spark's. Names
    that are no widgets are Spark's to find.
    """
    bound = "".join(
        word if word[0] in QUOTES else PARAMETER.sub(lambda match: _literal(match, values), word)
        for word in TOKEN.findall(statement)
    )
    return re.sub(r"\$\{(\w+)\}", lambda match: values.get(match[1], match[0]), bound)


def _literal(match: re.Match[str], values: Mapping[str, str]) -> str:
    if match[1] not in values:
        return match[0]
    escaped = values[match[1]].replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
