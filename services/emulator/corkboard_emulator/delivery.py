"""One request's records, posted until each is acknowledged or dead, every attempt in the ledger."""

from __future__ import annotations

import time
from collections import deque
from random import Random
from typing import TYPE_CHECKING

from corkboard.errors import UnavailableError
from corkboard.logs import logger
from corkboard_emulator.pace import Patience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard import ledger
    from corkboard_emulator.answers import Answer
    from corkboard_emulator.halt import Halt
    from corkboard_emulator.post import Poster
    from corkboard_emulator.progress import Progress
    from corkboard_emulator.wire import Record

CLOSED_PATIENCE_S = 5.0
"""For a route or topic that is not there: a restarting broker may not know its topics for a moment."""

TROUBLE_S = 1.0
RETRIED = ("unknown", "returned")


class Delivery:
    """Posts parcels: the records of one feed that share a request.

    Attributes:
        run: The run's name, for the message that says how to go on.
        patience_s: For how long a parcel may fail before the run ends.
    """

    def __init__(  # what one attempt touches, and no more
        self,
        poster: Poster,
        book: ledger.Writer,
        progress: Progress,
        halt: Halt,
        *,
        run: str,
        patience_s: float,
    ) -> None:
        self._poster = poster
        self._book = book
        self._progress = progress
        self._halt = halt
        self._log = logger("emulator")
        self._is_troubled = False
        self._rng = Random()  # noqa: S311 - spreads the retries
        self.run = run
        self.patience_s = patience_s

    async def deliver(self, parcel: Sequence[Record]) -> None:
        """Return when every record is acknowledged or dead, or when the run halts."""
        waiting = deque([parcel])
        patience = Patience(self._rng)
        while waiting and not self._halt.is_thrown():
            part = waiting.popleft()
            answers = await self._attempt(part)
            again = [record for record, answer in zip(part, answers, strict=True) if answer.status in RETRIED]
            if not again:
                self._passed(patience)
            elif answers[0].is_shared:
                middle = len(again) // 2
                waiting.extendleft((again[middle:], again[:middle]))
            else:
                waiting.appendleft(again)
                worst = next(answer for answer in answers if answer.status in RETRIED)
                await self._wait(again[0], worst, patience)

    async def _attempt(self, part: Sequence[Record]) -> list[Answer]:
        """Post once, with a line a record before and after."""
        now = _now()
        self._write([record.entry("sent", now) for record in part])
        answers = await self._poster.post(part)
        now = _now()
        container = self._poster.containers[part[0].feed]
        self._write(
            [
                record.entry(
                    answer.status,
                    now,
                    place=(container, *answer.spot) if answer.spot else None,
                    reason=answer.reason,
                )
                for record, answer in zip(part, answers, strict=True)
            ]
        )
        return answers

    def _write(self, entries: list[ledger.Entry]) -> None:
        self._book.write(*entries)
        self._progress.add(*entries)

    def _passed(self, patience: Patience) -> None:
        patience.succeeded()
        if self._is_troubled:
            self._is_troubled = False
            self._log.info("gateway.returned", address=self._poster.address)

    async def _wait(self, record: Record, answer: Answer, patience: Patience) -> None:
        """Wait before the next try, or end the run."""
        now = time.monotonic()
        limit_s = min(CLOSED_PATIENCE_S, self.patience_s) if answer.is_closed else self.patience_s
        wait_s = patience.wait_s(now, limit_s)
        if wait_s is None:
            self._halt.fail(self._given_up(record, answer, limit_s))
            return
        if patience.failing_s(now) >= TROUBLE_S and not self._is_troubled:
            self._is_troubled = True
            self._log.warning(
                "gateway.troubled", address=self._poster.address, reason=answer.reason, patience_s=limit_s
            )
        await self._halt.sleep(wait_s)

    def _given_up(self, record: Record, answer: Answer, waited_s: float) -> UnavailableError:
        container = self._poster.containers[record.feed]
        path = self._poster.path
        look = path.closed_hint if answer.is_closed else path.away_hint
        return UnavailableError(
            f"{self._poster.address} took no record for {container} in {waited_s:.0f} s; "
            f"the last answer for key {record.key}: {answer.reason}",
            service="gateway",
            hint=f"{look}, then go on with `corkboard post --resume {self.run}`",
        )


def _now() -> float:
    return round(time.time(), 3)
