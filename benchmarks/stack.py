"""How long ``up`` and ``demo`` take, cold and warm, and the resident memory of each process.

``python benchmarks/stack.py`` times, in each round: ``up`` of a stack that never was, with the parts
cached; ``up`` again after ``down``, on its data; and ``demo``. ``--cold`` adds ``make demo`` in a fresh
clone of the committed tree with an empty cache of parts and of packages, once. Memory is that of each
stand-in after ``up``, and the most it had while the demo's records went through.
``--write`` puts the result into ``benchmarks/results/stack.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring.figures import median_least_most
from measuring.report import machine, progress, table, write
from measuring.stack import STAND_INS, own_stack

FOLDER = Path(__file__).parents[1]
COLD_TIMEOUT_S = 1200
BUDGETS = {"up, new": 15.0, "demo, cold": 360.0}


def round_of_ups() -> tuple[dict[str, float], list[dict[str, float]]]:
    """Return the seconds of each command, and each stand-in's memory in MB when idle and at work."""
    with own_stack() as stack:
        seconds = {"up, new": stack.up_s}
        idle = memory(json.loads(stack.run("status", "--json").output))
        posting = stack.run("post", "--all")
        seconds["post, 33,462 records"] = posting.seconds
        busy = {name: posting.seen[name].peak_mb for name in STAND_INS}
        seconds["down"] = stack.run("down").seconds
        seconds["up, again"] = stack.run("up").seconds
        seconds["reset"] = stack.run("reset").seconds
    return seconds, [idle, busy]


def memory(status: dict[str, Any]) -> dict[str, float]:
    """Return the resident MB of each stand-in."""
    return {one["name"]: one["memory_mb"] for one in status["data"]["stand_ins"]}


def demo(command: list[str], folder: Path, name: str) -> dict[str, float]:
    """Run a demo in a folder and return how long it took."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=COLD_TIMEOUT_S)
    return {name: time.perf_counter() - began}


def warm_demo() -> dict[str, float]:
    """Return the seconds of a demo whose parts and packages are there."""
    with tempfile.TemporaryDirectory() as folder:
        return demo([str(FOLDER / ".venv" / "bin" / "corkboard"), "demo"], Path(folder), "demo, warm")


def cold_demo() -> dict[str, float]:
    """Return the seconds of ``make demo`` where nothing is installed and nothing cached."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ.update(CORKBOARD_CACHE=str(home / "parts"), PIP_CACHE_DIR=str(home / "packages"))
        subprocess.run(["git", "clone", "-q", str(FOLDER), str(home / "clone")], check=True, timeout=60)
        return demo(["make", "demo"], home / "clone", "demo, cold")


def document(rounds: list[dict[str, float]], memories: list[list[dict[str, float]]]) -> str:
    """Return the result with its method."""
    names = sorted({name for one in rounds for name in one})
    lines = []
    for name in names:
        found = [one[name] for one in rounds if name in one]
        budget = f"{BUDGETS[name]:.0f}" if name in BUDGETS else ""
        lines.append([name, str(len(found)), *median_least_most(found, ".1f"), budget])
    totals = [[sum(when.values()) for when in one] for one in memories]
    usage = [
        [name, *(f"{statistics.median(one[when][name] for one in memories):.0f}" for when in (0, 1))]
        for name in STAND_INS
    ]
    usage.append(["all", *(f"{statistics.median(one[when] for one in totals):.0f}" for when in (0, 1))])
    return f"""# Stack

{(__doc__ or "").split("``--write``", maxsplit=1)[0].strip()}

Median, least and most of the rounds; {machine()}.

{table(["seconds", "rounds", "median", "least", "most", "budget"], lines)}

Resident memory in MB; the budget for all of them is 1 GB.

{table(["process", "after `up`", "most while posting"], usage)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--cold", action="store_true")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    rounds, memories = [], []
    for number in range(given.rounds):
        seconds, used = round_of_ups()
        rounds.append(seconds | warm_demo())
        memories.append(used)
        progress(f"round {number + 1}", str(rounds[-1]))
    if given.cold:
        rounds.append(cold_demo())
    write("stack", document(rounds, memories), is_wanted=given.write)


if __name__ == "__main__":
    main()
