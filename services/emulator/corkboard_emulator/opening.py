"""Runs whose ledgers are open: new ones, or one that stopped."""

from __future__ import annotations

import contextlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corkboard import ledger
from corkboard.logs import logger
from corkboard_emulator import options
from corkboard_emulator.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corkboard.settings import Settings
    from corkboard_emulator.options import Conduct

log = logger("emulator")


@dataclass(frozen=True, slots=True)
class Opened:
    """A run whose ledger is open: what it posts, and what it has posted before."""

    run: str
    plan: ledger.Plan
    book: ledger.Writer
    progress: Progress


@contextlib.contextmanager
def begin(settings: Settings, plans: Sequence[ledger.Plan]) -> Iterator[list[Opened]]:
    """Open the ledger of a new run for each plan; runs that begin together share all but the path's name."""
    at, mark = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}", secrets.token_hex(2)
    with contextlib.ExitStack() as books:
        opened = []
        for plan in plans:
            run = f"{at}-{plan.path}-{mark}"
            book = books.enter_context(ledger.Writer(settings.ledger_dir, run))
            book.plan(plan)
            opened.append(Opened(run, plan, book, Progress()))
        yield opened


@contextlib.contextmanager
def resume(settings: Settings, run: str, conduct: Conduct) -> Iterator[list[Opened]]:
    """Open the ledger of a run that stopped, and note there what was in flight then.

    Raises:
        UsageError: There is no such run, it still runs, it posted elsewhere, or not so many at once.
    """
    plan = ledger.read_plan(settings.ledger_dir, run)
    options.check_resumable(plan, prefix=settings.prefix)
    options.check_batch_size(plan.path, conduct)
    with ledger.Writer(settings.ledger_dir, run) as book:
        progress = Progress(ledger.read(settings.ledger_dir, run))
        interrupted = progress.interrupted(round(time.time(), 3))
        book.write(*interrupted)
        progress.add(*interrupted)
        log.info("run.resumed", run=run, records_done=progress.acked, in_flight_then=len(interrupted))
        yield [Opened(run, plan, book, progress)]
