"""What the tests of the emulator post from, and to, and with."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corkboard import catalogue, ledger
from corkboard.ledger import Plan
from corkboard_emulator import app, opening
from corkboard_emulator.options import Conduct

sys.path.insert(0, str(Path(__file__).parent))

from posting_faults import Faults
from posting_gateway import Gateway
from posting_runs import Played, settings_of
from posting_tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

CONTAINERS = {
    "batch": {feed.topic("corkboard"): feed for feed in catalogue.FEEDS},
    "stream": {feed.stream("corkboard"): feed for feed in catalogue.FEEDS},
}


@pytest.fixture
def faults() -> type[Faults]:
    """The things that can go wrong."""
    return Faults


@pytest.fixture
def gateway() -> Gateway:
    """A gateway that is not serving yet."""
    return Gateway()


@pytest.fixture
def tables() -> Tables:
    """Tables without end in memory."""
    return Tables()


@pytest.fixture
def play_all(gateway, tables, tmp_path) -> Callable[..., list[Played]]:
    """A factory of whole runs, side by side, from the tables to the gateway."""

    async def scenario(plans, resume, conduct, away_s):
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(gateway.serving())
            if away_s:
                await stack.aclose()
                asyncio.get_running_loop().call_later(
                    away_s, lambda: asyncio.ensure_future(stack.enter_async_context(gateway.serving()))
                )
            conf = settings_of(tmp_path, gateway.port)
            runs = opening.resume(conf, resume, conduct) if resume else opening.begin(conf, plans)
            with runs as opened:
                return await app.post_opened(conf, opened, conduct, tables)

    def run(rows=5, *, paths=("batch",), order="sequential", resume=None, away_s=0.0, **conduct):
        plans = [
            Plan(path=path, prefix="corkboard", order=order, seed=100, rows=rows, table_rows=11_154)
            for path in paths
        ]
        outcomes = asyncio.run(scenario(plans, resume, Conduct(**{"patience_s": 5, **conduct}), away_s))
        folder = settings_of(tmp_path, 1).ledger_dir
        return [
            Played(outcome, list(ledger.read(folder, outcome.summary.run)), folder) for outcome in outcomes
        ]

    return run


@pytest.fixture
def play(play_all) -> Callable[..., Played]:
    """A factory of whole runs along one path."""

    def run(rows=5, *, path="batch", **more) -> Played:
        [played] = play_all(rows, paths=(path,), **more)
        return played

    return run


@pytest.fixture
def within_bounds(gateway) -> Callable[..., bool]:
    """Whether the gateway stores each record as often as the ledger says that it must and may."""

    def check(entries: list[ledger.Entry], path: str = "batch") -> bool:
        stored: dict[tuple[str, str], int] = {}
        for container, feed in CONTAINERS[path].items():
            for value in gateway.stored.get(container, ()):
                record = (feed.name, ledger.digest(value))
                stored[record] = stored.get(record, 0) + 1
        expected = ledger.copies(entries)
        return stored.keys() <= expected.keys() and all(
            copies.at_least <= stored.get(record, 0) <= copies.at_most for record, copies in expected.items()
        )

    return check
