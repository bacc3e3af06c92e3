"""How far the streams are: a line a feed on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console

from corkboard_spark.progress import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from corkboard_spark.streaming.figures import Figures

LINE_EVERY_S = 10.0


class Screen:
    """Shows figures on standard error each time it is asked to, but not too often."""

    def __init__(self) -> None:
        self._steps = Steps()
        self._console = Console(stderr=True)
        self._is_terminal = sys.stderr.isatty()
        self._next_s = time.monotonic() + LINE_EVERY_S

    def say(self, news: str) -> None:
        """Show what else is going on, on a terminal."""
        self._steps.say("spark", news)

    def show(self, feeds: Sequence[Figures]) -> None:
        """Show the figures."""
        if self._is_terminal:
            self._steps.say("spark", "streaming")
            for feed in feeds:
                self._steps.say(feed.feed, feed.sentence())
        elif time.monotonic() >= self._next_s:
            self._next_s = time.monotonic() + LINE_EVERY_S
            for feed in feeds:
                line = f"{feed.feed}: {feed.sentence()}"
                self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def __enter__(self) -> Self:
        self._steps.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._steps.__exit__(kind, error, trace)
