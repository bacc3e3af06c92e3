"""What each magic does: a whole cell, or one line of a Python cell."""

from __future__ import annotations

import io
import re
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_databricks.notebook import shell, statements
from corkboard_databricks.notebook.events import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_databricks.notebook.cells import Cell
    from corkboard_databricks.notebook.kernel import Kernel

# They tune IPython, and what they ask for is so here anyway, or has no meaning.
IGNORED = (
    "matplotlib",
    "load_ext",
    "reload_ext",
    "autoreload",
    "config",
    "pylab",
    "precision",
    "pdb",
    "xmode",
)
FLAGS = {"-r": True, "--recurse": True, "--overwrite": True, "-f": True}


def whole(kernel: Kernel, cell: Cell) -> None:
    """Do a cell that is no Python.

    Raises:
        UsageError: Nothing here does such a cell.
    """
    if cell.language not in WHOLE:
        raise UsageError(f"cells in {cell.language} are not run here")
    WHOLE[cell.language](kernel, cell.body)


def line(kernel: Kernel, sign: str, text: str, *, is_kept: bool = False) -> Any:
    """Do a line that begins with ``%`` or ``!``; a kept one's output is returned as its lines.

    Raises:
        UsageError: There is no such command.
    """
    if sign == "!" or is_kept:
        kept = io.StringIO()
        shell.run(["bash", "-c", text], kept if is_kept else sys.stdout)
        return kept.getvalue().splitlines() if is_kept else None
    word, _, rest = text.lstrip("%").partition(" ")
    if word in WHOLE:
        WHOLE[word](kernel, rest)
    elif word in ("time", "timeit"):
        _timed(kernel, rest)
    elif word not in IGNORED:
        raise UsageError(
            f"Line magic function `%{word}` not found.", hint="corkboard notebook check names all such"
        )
    return None


def sql(kernel: Kernel, text: str) -> None:
    """Do each statement, and show the last one's answer, which is ``_sqldf`` from then on."""
    values = kernel.widgets.getAll()
    frame = None
    for statement in statements.split(text):
        frame = kernel.tools.spark.sql(statements.with_widgets(statement, values))
    if frame is not None:
        kernel.module.__dict__["_sqldf"] = frame
        kernel.display(frame)


def run(kernel: Kernel, text: str) -> None:
    """Do another notebook here: ``%run ./setup $name="value"``."""
    words = shlex.split(text.strip().split("\n")[0], comments=True)
    if not words:
        raise UsageError("%run needs the path of a notebook")
    path = [word for word in words if not word.startswith("$")]
    values = dict(word[1:].split("=", 1) for word in words if word.startswith("$") and "=" in word)
    kernel.include(" ".join(path), values)


def files(kernel: Kernel, text: str) -> None:
    """Call a method of ``dbutils.fs`` and show what it returns: ``%fs ls /mnt``."""
    for words in (shlex.split(one, comments=True) for one in text.strip().split("\n")):
        if not words:
            continue
        method = getattr(kernel.module.__dict__["dbutils"].fs, words[0], None)
        if method is None or words[0].startswith("_"):
            raise UsageError(f"%fs has no command {words[0]}")
        named = dict(word.lstrip("-").split("=", 1) for word in words[1:] if re.match(r"--\w+=", word))
        plain = [word for word in words[1:] if word not in FLAGS and not re.match(r"--\w+=", word)]
        flags = [True for word in words[1:] if word in FLAGS]
        value = method(*plain, *flags, **{name: _value(text) for name, text in named.items()})
        if isinstance(value, str):
            sys.stdout.write(value)
        elif value is not None:
            kernel.display(value)


def _value(text: str) -> Any:
    words = {"true": True, "false": False}
    return int(text) if text.isdigit() else words.get(text.lower(), text)


def prose(kernel: Kernel, text: str) -> None:
    """Show text for the reader, where a line of a Python cell has some."""
    kernel.sink(Shown({"text/markdown": text, "text/plain": text}))


def _timed(kernel: Kernel, text: str) -> None:
    began = time.perf_counter()
    value, is_shown = kernel.code.run(text, "<%time>")
    if is_shown:
        kernel.display.result(value)
    sys.stdout.write(f"Wall time: {time.perf_counter() - began:.3g} s\n")


def _skip(kernel: Kernel, text: str) -> None:
    """Do nothing: ``%skip``."""
    del kernel, text


WHOLE: dict[str, Callable[[Kernel, str], None]] = {
    "sql": sql,
    "run": run,
    "fs": files,
    "sh": lambda _, text: shell.script(text, sys.stdout),
    "pip": lambda _, text: shell.pip(text, sys.stdout),
    "md": prose,
    "skip": _skip,
}
