"""The one owner of the producer: one that has ended for good is replaced.

librdkafka ends an idempotent producer that cannot keep its promise any more: a right was taken away, its id
was lost or fenced. It refuses every record from then on, for ever. A record is never handed to another
producer than its first: what was on its way gets the report of the old one, and its client decides.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard import logs
from corkboard.clients import BotoCoreError
from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.clients import Producer
    from corkboard_proxy.metrics import Counts

REPLACE_S = 5.0  # a reason that lasts costs a producer and a line of the log every so often


class Producers:
    """Makes producers, one at a time.

    Attributes:
        current: The one that takes records; written by whoever calls ``poll``.
    """

    def __init__(self, make: Callable[[], Producer], counts: Counts, *, replace_s: float = REPLACE_S) -> None:
        self._make = make
        self._counts = counts
        self._replace_s = replace_s
        self._replace_at = 0.0
        self._reason = ""
        self._ended: list[Producer] = []
        self.current = make()

    @property
    def trouble(self) -> str:
        """Why nothing can be produced; kept until the next producer has held as long as one is waited for."""
        return self.current.heard.end or (self._reason if time.monotonic() < self._replace_at else "")

    def poll(self, timeout_s: float) -> None:
        """Serve reports, those of ended producers too until the last has come; replace what has ended."""
        self.current.poll(timeout_s)
        for ended in self._ended:
            ended.poll(0)
        self._ended = [ended for ended in self._ended if len(ended)]
        if self.current.heard.end and time.monotonic() >= self._replace_at:
            self._replace(self.current)

    def purge(self) -> None:
        """Give up what is on its way: each record's report comes at once, as a failure."""
        for producer in (*self._ended, self.current):
            producer.purge()

    def flush(self, timeout_s: float) -> int:
        """Wait for what is on its way; return how many records' fate stays unknown."""
        ends_at = time.monotonic() + timeout_s
        producers = (*self._ended, self.current)
        return sum(producer.flush(max(0.0, ends_at - time.monotonic())) for producer in producers)

    def _replace(self, ended: Producer) -> None:
        self._reason, self._replace_at = ended.heard.end, time.monotonic() + self._replace_s
        log = logs.logger("proxy")
        try:
            self.current = self._make()
        except (CorkboardError, BotoCoreError) as error:
            log.error("producer.not_replaced", reason=self._reason, error=str(error))  # noqa: TRY400 - its words say all
            return
        self._ended.append(ended)
        self._counts.replaced_producers += 1
        log.warning("producer.replaced", reason=self._reason, waiting_records=len(ended))
