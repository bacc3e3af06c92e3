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
    """Return a statement with ``${name}`` replaced by the widget's value; other names are Spark's to find."""
    return re.sub(r"\$\{(\w+)\}", lambda match: values.get(match[1], match[0]), statement)


def parameters(statement: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the widgets that a statement names as ``:name``."""
    bare = "".join(word for word in TOKEN.findall(statement) if word[0] not in "'\"`")
    return {name: values[name] for name in PARAMETER.findall(bare) if name in values}
