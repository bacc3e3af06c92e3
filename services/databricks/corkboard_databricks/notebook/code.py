"""Python cells: compiled, run in the notebook's names, and the value of the last expression returned."""

from __future__ import annotations
import __future__

import ast
import asyncio
import inspect
import io
import linecache
import re
import tokenize
from typing import Any

LINE_MAGIC = re.compile(r"^(\s*)(?:(\w+)\s*=\s*)?([%!])(?!=)\s*(.*)$")
HOOK = "__corkboard_line__"
FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Code:
    """Runs cells in one dictionary of names.

    Args:
        names: The notebook's names.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self._flags = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, source: str, label: str) -> tuple[Any, bool]:
        """Run a cell.

        Args:
            source: Python, in which a line may begin with ``%`` or ``!``.
            label: What tracebacks call it.

        Returns:
            The value of the last expression, and whether it is to be shown.
        """
        tree = self._tree(source, label)
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if tree.body:
            self._execute(tree, label, "exec")
        if not isinstance(last, ast.Expr):
            return None, False
        value = self._execute(ast.Expression(last.value), label, "eval")
        return value, value is not None and not _is_silenced(source)

    def _execute(self, tree: ast.AST, label: str, mode: str) -> Any:
        """Run a part, with ``await`` where a function would need to be asynchronous."""
        flags = self._flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        compiled: Any = compile(tree, label, mode, flags=flags, dont_inherit=True)  # type: ignore[call-overload]
        self._flags |= compiled.co_flags & FUTURE
        if not compiled.co_flags & inspect.CO_COROUTINE:
            return eval(compiled, self.names)  # noqa: S307 - it is what a notebook is
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(eval(compiled, self.names))  # noqa: S307

    @staticmethod
    def _tree(source: str, label: str) -> ast.Module:
        """Return the cell's tree; lines that are commands become calls."""
        try:
            return ast.parse(source, label)
        except SyntaxError as error:
            translated = translate(source)
            if translated == source:
                raise
            try:
                return ast.parse(translated, label)
            except SyntaxError:
                raise error from None


def translate(source: str) -> str:
    """Return Python in which each line that begins with ``%`` or ``!`` is a call of the hook."""
    lines = source.split("\n")
    inside = _inside_text(source)
    for number, line in enumerate(lines, 1):
        match = LINE_MAGIC.match(line)
        if match and number not in inside:
            target = f"{match[2]} = " if match[2] else ""
            kept = ", is_kept=True" * bool(target)
            lines[number - 1] = f"{match[1]}{target}{HOOK}({match[3]!r}, {match[4].strip()!r}{kept})"
    return "\n".join(lines)


def _inside_text(source: str) -> set[int]:
    """Return the numbers of the lines that begin inside a string."""
    found: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.STRING:
                found.update(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):
        return found  # as far as it could be read
    return found


def _is_silenced(source: str) -> bool:
    """Whether the cell ends in a semicolon, which says that its value is not to be shown."""
    return source.rstrip().endswith(";")
