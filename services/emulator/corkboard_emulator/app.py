"""One posting run, connected: settings and options in; ledger, summary and exit code out."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corkboard import catalogue, ledger
from corkboard.logs import logger
from corkboard_emulator import options, order
from corkboard_emulator.delivery import Delivery
from corkboard_emulator.feeder import Feeder
from corkboard_emulator.halt import Halt
from corkboard_emulator.paths import PATHS
from corkboard_emulator.post import Poster
from corkboard_emulator.progress import Progress
from corkboard_emulator.run import Run, every, post_all
from corkboard_emulator.screen import Screen
from corkboard_emulator.source import Source
from corkboard_emulator.summary import summarize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.errors import CorkboardError
    from corkboard.settings import Settings
    from corkboard_emulator.options import Conduct, Wish
    from corkboard_emulator.summary import Summary

SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = logger("emulator")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run, or this part of it, ended.

    Attributes:
        summary: Its counts.
        last_dead: The last record refused for good.
        error: What ended it early, if a server did.
        signal: What ended it early, if a signal did.
    """

    summary: Summary
    last_dead: ledger.Entry | None
    error: CorkboardError | None
    signal: int | None

    @property
    def exit_code(self) -> int:
        """0 when all is acknowledged, 1 with dead records or an error, 128 and the signal's number."""
        if self.error:
            return self.error.exit_code
        if self.signal and not self.summary.complete:
            return 128 + self.signal
        return 1 if self.summary.dead else 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A run whose ledger is open: what it posts, and what it has posted before."""

    run: str
    plan: ledger.Plan
    book: ledger.Writer
    progress: Progress


async def post(settings: Settings, wish: Wish, conduct: Conduct) -> Outcome:
    """Post what is wished for, or what a resumed run has left.

    Raises:
        CorkboardError: Before the first post: options, tables, MySQL, the ledger.
    """
    options.check(wish, conduct)
    with Source(settings) as source:
        if wish.resume is not None:
            opening = resume(settings, wish.resume)
        else:
            rows = await asyncio.to_thread(source.count)
            opening = begin(settings, options.new_plan(wish, prefix=settings.prefix, table_rows=rows))
        with opening as opened:
            return await post_opened(settings, opened, conduct, source)


@contextlib.contextmanager
def begin(settings: Settings, plan: ledger.Plan) -> Iterator[Opened]:
    """Open the ledger of a new run."""
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{plan.path}-{secrets.token_hex(2)}"
    with ledger.Writer(settings.ledger_dir, run) as book:
        book.plan(plan)
        yield Opened(run, plan, book, Progress())


@contextlib.contextmanager
def resume(settings: Settings, run: str) -> Iterator[Opened]:
    """Open the ledger of a run that stopped, and note there what was in flight then.

    Raises:
        UsageError: There is no such run, it still runs, or it posted elsewhere.
    """
    plan = ledger.read_plan(settings.ledger_dir, run)
    options.check_resumable(plan, prefix=settings.prefix)
    with ledger.Writer(settings.ledger_dir, run) as book:
        progress = Progress(ledger.read(settings.ledger_dir, run))
        interrupted = progress.interrupted(round(time.time(), 3))
        book.write(*interrupted)
        progress.add(*interrupted)
        log.info("run.resumed", run=run, records_done=progress.acked, in_flight_then=len(interrupted))
        yield Opened(run, plan, book, progress)


async def post_opened(settings: Settings, opened: Opened, conduct: Conduct, source: Source) -> Outcome:
    """Post what is left of a run's plan."""
    plan, progress, halt = opened.plan, opened.progress, Halt()
    acked_before, began_at = progress.acked, time.monotonic()
    poster = Poster(settings, PATHS[plan.path], connections=len(catalogue.FEEDS) * conduct.in_flight)
    _announce(settings, opened, poster, source)
    feeder = Feeder(
        source,
        progress,
        options.pace_of(conduct),
        batch_size=conduct.batch_size,
        patience_s=conduct.patience_s,
    )
    delivery = Delivery(poster, opened.book, progress, halt, run=opened.run, patience_s=conduct.patience_s)
    with Screen(progress, plan.rows) as screen, _signals(halt):
        async with poster, every(screen.interval_s, screen.show):
            await post_all(Run(feeder, delivery, halt, conduct.in_flight), order.draws(plan))
    summary = summarize(
        opened.run, plan, progress, acked_before=acked_before, seconds=time.monotonic() - began_at
    )
    log.info("run.ended", run=opened.run, complete=summary.complete, acked=summary.acked, dead=summary.dead)
    return Outcome(summary, progress.last_dead, halt.error, halt.signal)


def _announce(settings: Settings, opened: Opened, poster: Poster, source: Source) -> None:
    plan = opened.plan
    log.info(
        "run.started",
        run=opened.run,
        target=settings.target,
        mysql=source.address,
        gateway=poster.address,
        to=list(poster.containers.values()),
        ledger=str(opened.book.path),
        order=plan.order,
        rows=plan.rows,
    )
    highest = order.course_highest(plan.table_rows)
    if plan.order == "course" and highest < order.COURSE_HIGHEST:
        log.warning("order.scaled", keys=f"0 to {highest}", reason="the course draws 0 to 11000")


@contextlib.contextmanager
def _signals(halt: Halt) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) finish the posts in flight, and the second leave at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop(signum: int) -> None:
        if halt.is_thrown() and task is not None:
            task.cancel()
        log.info("run.stopping", hint="the posts in flight are finished; once more leaves at once")
        halt.interrupt(signum)

    for signum in SIGNALS:
        loop.add_signal_handler(signum, stop, signum)
    try:
        yield
    except asyncio.CancelledError:
        if halt.signal is None or task is None:
            raise
        task.uncancel()
    finally:
        for signum in SIGNALS:
            loop.remove_signal_handler(signum)
