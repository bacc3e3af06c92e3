"""A process that posts from tables in memory, to be killed: HOME GATEWAY ROWS [RUN]."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from posting_runs import settings_of
from posting_tables import Tables

from corkboard import logs
from corkboard.ledger import Plan
from corkboard_emulator import app, opening
from corkboard_emulator.options import Conduct


async def main(home: Path, port: int, rows: int, run: str) -> None:
    """Post, or go on."""
    conf = settings_of(home, port)
    plan = Plan(path="batch", prefix="corkboard", order="course", seed=100, rows=rows, table_rows=11_154)
    with opening.resume(conf, run, Conduct()) if run else opening.begin(conf, [plan]) as opened:
        await app.post_opened(conf, opened, Conduct(), Tables())


logs.configure(level="ERROR")
asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2].rpartition(":")[2]), int(sys.argv[3]), sys.argv[4]))
