"""One server under load: what it answered, and what that cost."""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

import psutil
import uvloop

from measuring import load
from measuring.processes import busy_s

if TYPE_CHECKING:
    from collections.abc import Sequence

COSTS = ("p50 ms", "p99 ms", "CPU µs", "others")


class Cell(NamedTuple):
    """One measurement.

    Attributes:
        measured: Requests a second and their latencies.
        cpu_us: The server's own CPU time a request, in µs.
        others: The share of the machine that programs outside the benchmark took meanwhile.
    """

    measured: load.Measured
    cpu_us: float
    others: float


def measure(port: int, pid: int, requests: Sequence[bytes], seconds: float) -> Cell:
    """Load a server's port for some seconds, each request over a connection of its own."""
    process = psutil.Process(pid)
    before, began = busy_s(process), time.perf_counter()
    measured = uvloop.run(load.post(port, requests, seconds))
    after, lasted = busy_s(process), time.perf_counter() - began
    spent, own, all_ = (later - earlier for later, earlier in zip(after, before, strict=True))
    others = max(0.0, all_ - own) / (lasted * (os.cpu_count() or 1))
    return Cell(measured, spent / (measured.rate * (seconds + load.WARM_S)) * 1e6, others)


def rate(cells: Sequence[Cell]) -> float:
    """Return the median of the requests a second."""
    return statistics.median(cell.measured.rate for cell in cells)


def ratios(ours: Sequence[Cell], theirs: Sequence[Cell]) -> list[float]:
    """Return how many times the peer's rate ours is, by round."""
    return [one.measured.rate / other.measured.rate for one, other in zip(ours, theirs, strict=True)]


def costs(cells: Sequence[Cell]) -> list[str]:
    """Return the medians of ``COSTS``."""
    p50, p99 = (statistics.median(cell.measured[place] for cell in cells) for place in (1, 2))
    cpu, others = (statistics.median(cell[place] for cell in cells) for place in (1, 2))
    return [f"{p50:.1f}", f"{p99:.1f}", f"{cpu:.0f}", f"{others:.0%}"]
