"""The long poll: who asks for a run again is answered when it has ended.

Airflow's operator asks twice at once and then every 30 seconds, with a client that waits 180 seconds. Its
second question is held, so that it learns of the end at the end. Other clients are answered at once:
Databricks' own gives up after 60 seconds, and polls more often by itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HOLD_S = 120.0
PATIENT = "airflow"  # in the name that a client gives itself
REMEMBERED = 1000


class Holds:
    """Knows who has asked for which run; belongs to one event loop.

    Args:
        is_ended: Says whether a run has ended, or is unknown.
        hold_s: How long an answer is held, in seconds.
    """

    def __init__(self, is_ended: Callable[[int], bool], *, hold_s: float = HOLD_S) -> None:
        self._is_ended = is_ended
        self._hold_s = hold_s
        self._loop = asyncio.get_running_loop()
        self._asked: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._is_open = True

    async def wait(self, client: str, run_id: int) -> None:
        """Return at once for a client's first question for a run, else when it has ended or time is over."""
        if PATIENT not in client.lower() or not self._is_again(client, run_id):
            return
        event = asyncio.Event()
        events = self._waiting.setdefault(run_id, set())
        events.add(event)
        try:
            if self._is_open and not self._is_ended(run_id):
                async with asyncio.timeout(self._hold_s):
                    await event.wait()
        except TimeoutError:
            return  # it is told how the run stands now
        finally:
            events.discard(event)
            if not events:
                self._waiting.pop(run_id, None)

    def tell(self, run_id: int) -> None:
        """Let those go who wait for a run; may be called from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release, run_id)

    def close(self) -> None:
        """Let everybody go, and hold nobody any more."""
        self._is_open = False
        for run_id in list(self._waiting):
            self._release(run_id)

    def _release(self, run_id: int) -> None:
        for event in self._waiting.get(run_id, ()):
            event.set()

    def _is_again(self, client: str, run_id: int) -> bool:
        key = client, run_id
        is_again = key in self._asked
        self._asked[key] = None
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return is_again
