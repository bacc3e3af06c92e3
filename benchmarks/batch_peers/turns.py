"""Contenders in turns, and their figures as columns."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from measuring import figures
from measuring.turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from batch_peers.runs import Run

HEAD = ("wall s (from, to)", "CPU s", "peak MB", "S3 stand-in's CPU s", "load")

Rounds = dict[str, list["Run"]]


def in_turns(rounds: int, contenders: dict[str, Callable[[], Run]]) -> Rounds:
    """Run each contender once a round; another one begins each time."""
    found: Rounds = {name: [] for name in contenders}
    for number in range(rounds):
        for name in turn(contenders, number):
            run = contenders[name]()
            found[name].append(run)
            said = f"{run.wall_s:.1f} s, {run.cpu_s:.0f} CPU s, {run.peak_mb:.0f} MB, load {run.load:.1f}"
            print(f"round {number + 1}, {name}: {said}", flush=True)
    return found


def median(found: list[Run], name: str) -> float:
    """Return the median of one figure."""
    return statistics.median(getattr(run, name) for run in found)


def columns(found: list[Run]) -> list[str]:
    """Return the columns of ``HEAD``."""
    wall = figures.with_range([run.wall_s for run in found], ".1f")
    rest = (f"{median(found, name):,.0f}" for name in ("cpu_s", "peak_mb", "store_cpu_s"))
    return [wall, *rest, f"{median(found, 'load'):.1f}"]


def verdict(what: str, figure: float, budget: float, unit: str) -> str:
    """Return whether a figure keeps its budget, as a line of Markdown."""
    kept = figures.budget(f"{budget:,.0f}{unit}", is_kept=figure <= budget)
    return f"{what}: {figure:,.1f}{unit}; {kept}.  "
