"""Whether the run is to end before its last post, and why."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from corkboard.errors import CorkboardError


class Halt:
    """One switch, thrown once: by a signal, or by an error after which posting makes no sense.

    Attributes:
        error: What went wrong, if something did.
        signal: The signal's number, if it was one.
    """

    def __init__(self) -> None:
        self._thrown = asyncio.Event()
        self.error: CorkboardError | None = None
        self.signal: int | None = None

    def is_thrown(self) -> bool:
        """Return whether nothing new may begin."""
        return self._thrown.is_set()

    def fail(self, error: CorkboardError) -> None:
        """End the run for an error; the first one is kept."""
        self.error = self.error or error
        self._thrown.set()

    def interrupt(self, signum: int) -> None:
        """End the run because a person or a supervisor asked."""
        self.signal = signum
        self._thrown.set()

    async def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until the switch is thrown."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._thrown.wait()

    async def cancels(self, work: Coroutine[None, None, None]) -> None:
        """Wait for ``work``, which is cancelled when the switch is thrown."""
        task = asyncio.ensure_future(work)
        thrown = asyncio.ensure_future(self._thrown.wait())
        try:
            await asyncio.wait({task, thrown}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            thrown.cancel()
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
