"""Posting, connected: settings and options in; ledgers, summaries and exit codes out."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError
from corkboard.logs import logger
from corkboard_emulator import opening, options
from corkboard_emulator.lane import Lane, Outcome
from corkboard_emulator.run import every
from corkboard_emulator.screen import Screen
from corkboard_emulator.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corkboard.settings import Settings
    from corkboard_emulator.halt import Halt
    from corkboard_emulator.opening import Opened
    from corkboard_emulator.options import Conduct, Wish

SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = logger("emulator")


async def post(settings: Settings, wish: Wish, conduct: Conduct) -> list[Outcome]:
    """Post what is wished for, or what a resumed run has left; return one outcome a run.

    Raises:
        CorkboardError: Before the first post: options, tables, MySQL, the ledger.
    """
    options.check(wish, conduct)
    with Source(settings) as source:
        if wish.resume is not None:
            runs = opening.resume(settings, wish.resume, conduct)
        else:
            rows = await asyncio.to_thread(source.count)
            runs = opening.begin(settings, options.new_plans(wish, prefix=settings.prefix, table_rows=rows))
        with runs as opened:
            return await post_opened(settings, opened, conduct, source)


async def post_opened(
    settings: Settings, runs: Sequence[Opened], conduct: Conduct, source: Source
) -> list[Outcome]:
    """Post what is left of each run's plan, side by side: one that ends early does not end the others."""
    lanes = [Lane(settings, opened, conduct, source) for opened in runs]
    progress = {lane.opened.plan.path: lane.opened.progress for lane in lanes}
    with Screen(progress, runs[0].plan.rows) as screen, _signals([lane.halt for lane in lanes]):
        async with every(screen.interval_s, screen.show):
            await _together(lanes)
    return [lane.outcome() for lane in lanes]


async def _together(lanes: Sequence[Lane]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(lane.post())
    except* CorkboardError as errors:
        raise errors.exceptions[0] from None


@contextlib.contextmanager
def _signals(halts: Sequence[Halt]) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) finish the posts in flight, and the second leave at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    pressed: list[int] = []

    def stop(signum: int) -> None:
        if all(halt.is_thrown() for halt in halts) and task is not None:
            task.cancel()
        pressed.append(signum)
        log.info("run.stopping", hint="the posts in flight are finished; once more leaves at once")
        for halt in halts:
            halt.interrupt(signum)

    for signum in SIGNALS:
        loop.add_signal_handler(signum, stop, signum)
    try:
        yield
    except asyncio.CancelledError:
        if not pressed or task is None:
            raise
        task.uncancel()
    finally:
        for signum in SIGNALS:
            loop.remove_signal_handler(signum)
