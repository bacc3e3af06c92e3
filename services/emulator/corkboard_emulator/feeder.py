"""Rows become records, in order and at the run's pace: one queue of parcels a feed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from typing import TYPE_CHECKING

import stamina

from corkboard import catalogue
from corkboard.errors import UnavailableError
from corkboard_emulator import wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator

    from corkboard_emulator.order import Draw
    from corkboard_emulator.pace import Pace
    from corkboard_emulator.progress import Progress
    from corkboard_emulator.source import Rows, Source
    from corkboard_emulator.wire import Record

    Queues = dict[str, asyncio.Queue[list[Record] | None]]

PAGE_ROWS = 500


class Feeder:
    """Reads a page ahead, whatever the size of the tables, and never sends a settled record again."""

    def __init__(
        self, source: Source, progress: Progress, pace: Pace, *, batch_size: int, patience_s: float
    ) -> None:
        self._source = source
        self._settled = progress.settled
        self._pace = pace
        self._batch_size = batch_size
        self._patience_s = patience_s

    async def feed(self, draws: Iterable[Draw], queues: Queues) -> None:
        """Put every record into its feed's queue, ``batch_size`` a parcel.

        Raises:
            UnavailableError: MySQL did not answer for ``patience_s``.
            CorkboardError: A table lacks a row.
        """
        parcels: dict[str, list[Record]] = {feed.name: [] for feed in catalogue.FEEDS}
        async with contextlib.aclosing(self._rows(draws)) as posts:
            async for draw, rows in posts:
                await asyncio.sleep(self._pace.wait_s(draw, time.monotonic()))
                for feed, row in zip(catalogue.FEEDS, rows, strict=True):
                    if draw.post not in self._settled[feed.name]:
                        parcels[feed.name].append(wire.record(feed, draw.post, row))
                    if len(parcels[feed.name]) == self._batch_size:
                        await queues[feed.name].put(parcels[feed.name])
                        parcels[feed.name] = []
        for name, parcel in parcels.items():
            if parcel:
                await queues[name].put(parcel)

    async def _rows(self, draws: Iterable[Draw]) -> AsyncGenerator[tuple[Draw, Rows], None]:
        """Yield each open draw's rows, while the next page is being read."""
        pages = self._pages(draws)
        page = next(pages, ())
        reading = asyncio.ensure_future(self._read(page))
        try:
            while page:
                rows = await reading
                following = next(pages, ())
                reading = asyncio.ensure_future(self._read(following))
                for pair in zip(page, rows, strict=True):
                    yield pair
                page = following
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def _pages(self, draws: Iterable[Draw]) -> Iterator[tuple[Draw, ...]]:
        settled = self._settled.values()
        still_open = (draw for draw in draws if not all(draw.post in posts for posts in settled))
        while page := tuple(itertools.islice(still_open, PAGE_ROWS)):
            yield page

    async def _read(self, page: tuple[Draw, ...]) -> list[Rows]:
        """Return a page's rows, waiting for a server that is away to come back."""
        keys = [draw.key for draw in page]
        if not keys:
            return []
        async for attempt in stamina.retry_context(
            on=UnavailableError, attempts=None, timeout=self._patience_s, wait_max=2.0, wait_jitter=0.1
        ):
            with attempt:
                return await asyncio.to_thread(self._source.rows, keys)
        raise AssertionError("stamina raises the last error")
