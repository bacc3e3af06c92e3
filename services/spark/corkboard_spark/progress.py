"""What is going on, a line a step, on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from types import TracebackType


class Steps:
    """Steps of a job, each with its time and its latest news; silent where nobody looks."""

    def __init__(self) -> None:
        columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), TimeElapsedColumn())
        quiet = not sys.stderr.isatty()
        self._progress = Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def say(self, step: str, news: str) -> None:
        """Show a step's latest news; the step begins with its first."""
        text = f"[bold]{step:<7}[/bold] {news}"
        task = self._tasks.get(step)
        if task is None:
            self._tasks[step] = self._progress.add_task(text, total=1)
        else:
            self._progress.update(task, description=text)

    def end(self, step: str) -> None:
        """Stop a step's clock."""
        self._progress.update(self._tasks[step], completed=1)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
