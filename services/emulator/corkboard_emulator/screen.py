"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from corkboard_emulator.progress import Progress

BAR_INTERVAL_S = 0.2
LINE_INTERVAL_S = 5.0
RATE_OVER_S = 1.0


class Screen:
    """Shows the progress of runs that post side by side each time it is asked to.

    Args:
        runs: Each run's progress, by its path.
        rows: How many posts each has.

    Attributes:
        interval_s: How often it should be asked.
    """

    def __init__(self, runs: Mapping[str, Progress], rows: int | None) -> None:
        self._rows = rows
        self._console = Console(stderr=True)
        self.interval_s = BAR_INTERVAL_S if self._console.is_terminal else LINE_INTERVAL_S
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[text]}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        names = {path: f"posting, {path}" if len(runs) > 1 else "posting" for path in runs}
        self._lines = [
            _Line(names[path], progress, self._bar.add_task(names[path], total=rows, text=""))
            for path, progress in runs.items()
        ]

    def show(self) -> None:
        """Show how far each run is, and how fast it was in the last second or more."""
        for line in self._lines:
            rate = line.measure()
            posts, acked = line.progress.posts, line.progress.acked
            if self._console.is_terminal:
                self._bar.update(line.task, completed=posts, text=f"{acked:,} records, {rate:,.0f}/s")
                continue
            total = "" if self._rows is None else f" of {self._rows:,}"
            name = f"{line.name}: " if len(self._lines) > 1 else ""
            done = f"{name}{posts:,}{total} posts, {acked:,} records acknowledged"
            print_plain(self._console, f"{done}, {rate:,.0f} records/s")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()


class _Line:
    """One run on the screen, and how fast it is.

    Attributes:
        name: For people.
        progress: The run's.
        task: Its bar.
    """

    def __init__(self, name: str, progress: Progress, task: TaskID) -> None:
        self.name = name
        self.progress = progress
        self.task = task
        self._counted_at = time.monotonic()
        self._counted = progress.acked
        self._rate: float | None = None

    def measure(self) -> float:
        """Return the records a second since the last measure that is a second or more ago."""
        now, acked = time.monotonic(), self.progress.acked
        elapsed_s = now - self._counted_at
        if self._rate is None or elapsed_s >= RATE_OVER_S:
            self._rate = (acked - self._counted) / max(elapsed_s, 0.001)
            self._counted_at, self._counted = now, acked
        return self._rate


def print_plain(console: Console, text: str) -> None:
    """Print one line as it is: no markup, no wrapping."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
