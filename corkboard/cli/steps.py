"""One live display for a row of steps: what runs, how far it is, how long each took."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from corkboard.cli.output import err

if TYPE_CHECKING:
    from types import TracebackType

REFRESH_PER_S = 8


class Steps:
    """Shows steps as they run; on anything but a terminal, one plain line when each has ended."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self._table = Table(box=None, pad_edge=False, show_header=False)
        self._live = Live(self._table, console=err, refresh_per_second=REFRESH_PER_S, transient=True)
        self._is_live = err.is_terminal

    def __enter__(self) -> Self:
        if self._is_live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_live:
            self._live.stop()

    def begin(self, name: str) -> Step:
        """Start a step; use it as a context."""
        return Step(self, name)

    def show(self, name: str, detail: str, seconds: float) -> None:
        """Show the running step."""
        if self._is_live:
            spinner = Spinner("dots", Text(f"{name:<10} {detail}  {seconds:.0f} s"))
            self._live.update(spinner)

    def finish(self, name: str, detail: str, seconds: float, *, is_good: bool) -> None:
        """Print a step that has ended and keep its time."""
        self.timings[name] = round(seconds, 1)
        mark = "[green]✔[/]" if is_good else "[red]✘[/]"
        err.print(f"{mark} {name:<10} {seconds:6.1f} s  ", end="")
        err.print(detail, markup=False, highlight=False)


class Step:
    """One step; ``report`` tells how far it is.

    Args:
        steps: The display.
        name: One word.
    """

    def __init__(self, steps: Steps, name: str) -> None:
        self._steps = steps
        self._name = name
        self._detail = ""
        self._is_good = True
        self._began = time.monotonic()

    def report(self, detail: str) -> None:
        """Say how far it is; the last word stays."""
        self._detail = detail
        self._steps.show(self._name, detail, time.monotonic() - self._began)

    def judge(self, detail: str, *, is_good: bool) -> None:
        """Say how it came out, when that is not whether it raised an error."""
        self._is_good = is_good
        self.report(detail)

    def __enter__(self) -> Self:
        self.report("")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.monotonic() - self._began
        self._steps.finish(self._name, self._detail, seconds, is_good=kind is None and self._is_good)
