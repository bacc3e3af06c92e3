"""A user's error as the user should see it: their own lines, without ours."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard_databricks.notebook.events import Failed

if TYPE_CHECKING:
    from types import TracebackType

CELL = re.compile(r"<cell \d+")
OURS = str(Path(__file__).resolve().parent)
JAVA_LINES = 30
LONGEST_MESSAGE = 20_000


def label(number: int, notebook: str = "") -> str:
    """Return what tracebacks call a cell; of another notebook, by its name too."""
    return f"<cell {number} of {notebook}>" if notebook else f"<cell {number}>"


def failed(error: BaseException) -> Failed:
    """Return an error with its traceback from the user's first line on."""
    error = error.with_traceback(_from_users(error.__traceback__))
    lines = "".join(traceback.format_exception(error)).rstrip("\n").split("\n")
    return Failed(type(error).__name__, _message(error), _without_java(lines))


def _from_users(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the frames before the user's first, or none where there are only ours."""
    start = trace
    while start is not None and not CELL.match(start.tb_frame.f_code.co_filename):
        start = start.tb_next
    if start is not None:
        return start
    is_ours = trace is not None and trace.tb_frame.f_code.co_filename.startswith(OURS)
    return None if is_ours else trace


def _message(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception as another:  # noqa: BLE001 - an error of the user's own class
        return f"(its text cannot be shown: {another!r})"


def _without_java(lines: list[str]) -> list[str]:
    """Return a traceback in which long runs of Java's own lines are cut."""
    shown: list[str] = []
    run = 0
    for line in lines:
        run = run + 1 if line.startswith("\tat ") else 0
        if run == JAVA_LINES:
            shown.append("\t…")
        if run < JAVA_LINES:
            shown.append(line[:LONGEST_MESSAGE])
    return shown
