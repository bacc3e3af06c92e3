"""What the guards look at: the files that git keeps, and the Python among them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> list[Path]:
    """Return every file that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@cache
def texts() -> dict[str, str]:
    """Return the content of every text file by its name below the root."""
    found = {}
    for path in files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text()
        except UnicodeDecodeError:
            continue
    return found


def sources() -> dict[str, str]:
    """Return the Python files of the packages, tests and benchmarks left out."""
    return {
        name: text
        for name, text in texts().items()
        if name.endswith(".py") and name.startswith(("corkboard/", "services/", "infra_aws/"))
    }


def functions(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function in a Python text."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function's statements take, its docstring left out."""
    has_docstring = ast.get_docstring(function) is not None
    statements = function.body[1:] if has_docstring else function.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0
