"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from corkboard_emulator.progress import Progress

BAR_INTERVAL_S = 0.2
LINE_INTERVAL_S = 5.0
RATE_OVER_S = 1.0


class Screen:
    """Shows a run's progress each time it is asked to.

    Attributes:
        interval_s: How often that should be.
    """

    def __init__(self, progress: Progress, rows: int | None) -> None:
        self._progress = progress
        self._rows = rows
        self._console = Console(stderr=True)
        self.interval_s = BAR_INTERVAL_S if self._console.is_terminal else LINE_INTERVAL_S
        self._counted_at = time.monotonic()
        self._counted = progress.acked
        self._rate: float | None = None
        self._bar = Bar(
            TextColumn("posting"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[text]}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("posting", total=rows, text="")

    def show(self) -> None:
        """Show how far the run is, and how fast it was in the last second or more."""
        posts, acked = self._progress.posts, self._progress.acked
        rate = self._measure(acked)
        if self._console.is_terminal:
            text = f"{acked:,} records, {rate:,.0f}/s"
            self._bar.update(self._task, completed=posts, text=text)
            return
        total = "" if self._rows is None else f" of {self._rows:,}"
        done = f"{posts:,}{total} posts, {acked:,} records acknowledged"
        print_plain(self._console, f"{done}, {rate:,.0f} records/s")

    def _measure(self, acked: int) -> float:
        now = time.monotonic()
        elapsed_s = now - self._counted_at
        if self._rate is None or elapsed_s >= RATE_OVER_S:
            self._rate = (acked - self._counted) / max(elapsed_s, 0.001)
            self._counted_at, self._counted = now, acked
        return self._rate

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()


def print_plain(console: Console, text: str) -> None:
    """Print one line as it is: no markup, no wrapping."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
