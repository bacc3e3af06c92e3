"""One run along one path: its records, its gateway, its ledger and how it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.logs import logger
from corkboard_emulator import options, order
from corkboard_emulator.delivery import Delivery
from corkboard_emulator.feeder import Feeder
from corkboard_emulator.halt import Halt
from corkboard_emulator.paths import PATHS
from corkboard_emulator.post import Poster
from corkboard_emulator.run import Run, post_all
from corkboard_emulator.summary import summarize

if TYPE_CHECKING:
    from corkboard import ledger
    from corkboard.errors import CorkboardError
    from corkboard.settings import Settings
    from corkboard_emulator.opening import Opened
    from corkboard_emulator.options import Conduct
    from corkboard_emulator.source import Source
    from corkboard_emulator.summary import Summary

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


class Lane:
    """Posts what is left of a run's plan; runs side by side have a lane each.

    Attributes:
        opened: The run.
        halt: What ends it early.
    """

    def __init__(self, settings: Settings, opened: Opened, conduct: Conduct, source: Source) -> None:
        self.opened = opened
        self.halt = Halt()
        self._settings = settings
        self._conduct = conduct
        self._source = source
        self._acked_before = opened.progress.acked
        self._seconds = 0.0

    async def post(self) -> None:
        """Post until all is settled or the lane halts.

        Raises:
            CorkboardError: The ledger cannot be written.
        """
        opened, conduct, began_at = self.opened, self._conduct, time.monotonic()
        connections = len(catalogue.FEEDS) * conduct.in_flight
        poster = Poster(self._settings, PATHS[opened.plan.path], connections=connections)
        self._announce(poster)
        feeder = Feeder(
            self._source,
            opened.progress,
            options.pace_of(conduct),
            batch_size=conduct.batch_size,
            patience_s=conduct.patience_s,
        )
        delivery = Delivery(
            poster, opened.book, opened.progress, self.halt, run=opened.run, patience_s=conduct.patience_s
        )
        try:
            async with poster:
                await post_all(Run(feeder, delivery, self.halt, conduct.in_flight), order.draws(opened.plan))
        finally:
            self._seconds = time.monotonic() - began_at

    def outcome(self) -> Outcome:
        """Return how it ended."""
        opened = self.opened
        summary = summarize(
            opened.run, opened.plan, opened.progress, acked_before=self._acked_before, seconds=self._seconds
        )
        log.info(
            "run.ended", run=opened.run, complete=summary.complete, acked=summary.acked, dead=summary.dead
        )
        return Outcome(summary, opened.progress.last_dead, self.halt.error, self.halt.signal)

    def _announce(self, poster: Poster) -> None:
        plan = self.opened.plan
        log.info(
            "run.started",
            run=self.opened.run,
            target=self._settings.target,
            mysql=self._source.address,
            gateway=poster.address,
            to=list(dict.fromkeys(poster.containers.values())),
            ledger=str(self.opened.book.path),
            order=plan.order,
            rows=plan.rows,
        )
        highest = order.course_highest(plan.table_rows)
        if plan.order == "course" and highest < order.COURSE_HIGHEST:
            log.warning("order.scaled", keys=f"0 to {highest}", reason="the course draws 0 to 11000")
