"""A process that posts from tables in memory, to be killed: HOME GATEWAY ROWS [RUN]."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path

from corkboard import logs
from corkboard.ledger import Plan
from corkboard_emulator import app, opening
from corkboard_emulator.options import Conduct

spec = importlib.util.spec_from_file_location("doubles", Path(__file__).with_name("conftest.py"))
doubles = importlib.util.module_from_spec(spec)
sys.modules["doubles"] = doubles
spec.loader.exec_module(doubles)


async def main(home: Path, port: int, rows: int, run: str) -> None:
    """Post, or go on."""
    conf = doubles.settings_of(home, port)
    plan = Plan(path="batch", prefix="corkboard", order="course", seed=100, rows=rows, table_rows=11_154)
    with opening.resume(conf, run, Conduct()) if run else opening.begin(conf, [plan]) as opened:
        await app.post_opened(conf, opened, Conduct(), doubles.Tables())


logs.configure(level="ERROR")
asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2].rpartition(":")[2]), int(sys.argv[3]), sys.argv[4]))
