"""A run: the feeder fills three queues, workers empty them, and a halt ends both in good order."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from corkboard_emulator.delivery import Delivery
    from corkboard_emulator.feeder import Feeder, Queues
    from corkboard_emulator.halt import Halt
    from corkboard_emulator.order import Draw
    from corkboard_emulator.wire import Record


@dataclass(frozen=True, slots=True)
class Run:
    """The parts of a run, connected.

    Attributes:
        feeder: Where parcels come from.
        delivery: Where they go.
        halt: What ends the run early.
        in_flight: Requests at the same time, of each feed; with one, a feed's records land in order.
    """

    feeder: Feeder
    delivery: Delivery
    halt: Halt
    in_flight: int


async def post_all(run: Run, draws: Iterable[Draw]) -> None:
    """Post every draw, or as many as there are before a halt; what is in flight is always finished.

    Raises:
        CorkboardError: The ledger cannot be written. Errors of servers are the halt's.
    """
    queues: Queues = {feed.name: asyncio.Queue(run.in_flight) for feed in catalogue.FEEDS}
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_feed(run, draws, queues))
            for queue in queues.values():
                for _ in range(run.in_flight):
                    group.create_task(_work(run, queue))
    except* CorkboardError as errors:
        raise errors.exceptions[0] from None


async def _feed(run: Run, draws: Iterable[Draw], queues: Queues) -> None:
    try:
        await run.halt.cancels(run.feeder.feed(draws, queues))
    except CorkboardError as error:
        run.halt.fail(error)
    for queue in queues.values():
        for _ in range(run.in_flight):
            await queue.put(None)


async def _work(run: Run, queue: asyncio.Queue[list[Record] | None]) -> None:
    """Deliver parcels until there are no more; after a halt, those that were never sent are let go."""
    while (parcel := await queue.get()) is not None:
        await run.delivery.deliver(parcel)


@contextlib.asynccontextmanager
async def every(interval_s: float, act: Callable[[], None]) -> AsyncIterator[None]:
    """Call ``act`` every ``interval_s`` seconds for as long as the block runs, and once after it."""

    async def repeat() -> None:
        while True:
            await asyncio.sleep(interval_s)
            act()

    task = asyncio.ensure_future(repeat())
    try:
        yield
    finally:
        task.cancel()
        act()
