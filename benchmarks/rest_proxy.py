"""How much the REST proxy costs beside a bare application that only forwards to the same producer.

``python benchmarks/rest_proxy.py`` runs a real broker, the proxy, the bare application and the load on
the same cores: 749-byte records, 1 and 100 a request, over 1 and 64 connections. The contenders take
turns in every round; what counts is the ratio to the bare application in the same round.
``--karapace DIR`` adds Karapace: DIR holds its ``src``, and an environment ``venv`` with what it needs.
``--write`` puts the result, with its method, into ``benchmarks/results/rest_proxy.md``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
import uvloop
from rest_proxy_peers import load, servers

from corkboard import logs
from corkboard.stack.ports import choose

if TYPE_CHECKING:
    from rest_proxy_peers.servers import Contender

    from corkboard.settings import Settings

RECORDS = (1, 100)
CONNECTIONS = (1, 64)
LIMIT = "bare application"
BUDGET = 0.70
QUIET = 0.10
HEAD = "| records | conns | | requests/s | records/s | ratio (from, to) | p50 ms | p99 ms | CPU µs | others |"
RESULT = Path(__file__).parent / "results" / "rest_proxy.md"


class Cell(NamedTuple):
    """One measurement.

    Attributes:
        measured: Rate and latencies.
        cpu_us: The server's own CPU time a request, in µs.
        others: The share of the machine that programs outside the benchmark took meanwhile.
    """

    measured: load.Measured
    cpu_us: float
    others: float


Round = dict[tuple[int, int], dict[str, Cell]]


def measure(settings: Settings, contender: Contender, records: int, connections: int, seconds: float) -> Cell:
    """Measure one contender on a topic of its own."""
    process, topic = psutil.Process(contender.pid), f"bench-{os.urandom(4).hex()}"
    servers.make_topic(settings, topic)
    request = load.request_of(f"{contender.prefix}/topics/{topic}", records)
    before, began = servers.busy_s(process), time.perf_counter()
    measured = uvloop.run(load.post(contender.port, [request] * connections, seconds))
    after, lasted = servers.busy_s(process), time.perf_counter() - began
    servers.drop_topic(settings, topic)
    spent, own, all_ = (later - earlier for later, earlier in zip(after, before, strict=True))
    others = max(0.0, all_ - own) / (lasted * (os.cpu_count() or 1))
    return Cell(measured, spent / (measured.rate * (seconds + load.WARM_S)) * 1e6, others)


def one_round(settings: Settings, contenders: dict[str, Contender], seconds: float, number: int) -> Round:
    """Measure every cell; each contender begins in turn."""
    names = list(contenders)
    turn = names[number % len(names) :] + names[: number % len(names)]
    return {
        (records, connections): {
            name: measure(settings, contenders[name], records, connections, seconds) for name in turn
        }
        for records, connections in product(RECORDS, CONNECTIONS)
    }


def table(rounds: list[Round]) -> str:
    """Return the medians as a Markdown table; ratios are taken within each round."""
    lines = [HEAD, "|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|"]
    for cell in rounds[0]:
        for name in sorted(rounds[0][cell], key=lambda name: name != LIMIT):
            found = [one[cell][name] for one in rounds]
            ratios = [one[cell][name].measured.rate / one[cell][LIMIT].measured.rate for one in rounds]
            rate, p50, p99 = (
                statistics.median(values) for values in zip(*(f.measured for f in found), strict=True)
            )
            spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            cpu = statistics.median(f.cpu_us for f in found)
            others = statistics.median(f.others for f in found)
            lines.append(
                f"| {cell[0]} | {cell[1]} | {name} | {rate:,.0f} | {rate * cell[0]:,.0f} | {spread} "
                f"| {p50:.1f} | {p99:.1f} | {cpu:.0f} | {others:.0%} |"
            )
    return "\n".join(lines)


def verdict(rounds: list[Round]) -> str:
    """Return whether the budget holds at the most connections, by rate and by the server's CPU time."""
    lines = []
    for records in RECORDS:
        pairs = [
            (one[(records, CONNECTIONS[-1])]["REST proxy"], one[(records, CONNECTIONS[-1])][LIMIT])
            for one in rounds
        ]
        ratio = statistics.median(ours.measured.rate / bare.measured.rate for ours, bare in pairs)
        by_cpu = statistics.median(bare.cpu_us / ours.cpu_us for ours, bare in pairs)
        word = "holds" if ratio >= BUDGET else "does not hold"
        lines.append(
            f"{records} a request: {ratio:.0%} of the {LIMIT}'s rate, the budget of {BUDGET:.0%} {word}; "
            f"{by_cpu:.0%} by the CPU time that each took for a request, which neighbours disturb less.  "
        )
    others = statistics.median(
        cell.others for one in rounds for cells in one.values() for cell in cells.values()
    )
    if others > QUIET:
        lines.append(
            f"\nThe machine was shared: programs outside took {others:.0%} of it. "
            "Rates are lower than on a quiet one and differ from round to round; "
            "a ratio above 1 is their doing."
        )
    return "\n".join(lines)


def report(rounds: list[Round], seconds: float) -> str:
    """Return the whole result with its method."""
    method = (__doc__ or "").split("\n\n", 1)[1].split("``--karapace")[0].strip()
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return (
        f"# REST proxy\n\n{method}\n\n"
        f"{len(rounds)} rounds, {seconds:g} s a cell after {load.WARM_S:g} s of warm-up, medians; "
        f"{os.cpu_count()} cores, {system}.\n"
        "Records are those of one request; CPU is the server's own, user and system, a request;\n"
        "others is what programs outside the benchmark took of the machine meanwhile.\n\n"
        f"{table(rounds)}\n\n{verdict(rounds)}\n"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=3.0)
    arguments.add_argument("--karapace", type=Path)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        home = Path(folder)
        settings = stack.enter_context(servers.broker(home))
        free = choose(is_default=False, before={})
        contenders = stack.enter_context(servers.bare(settings, home, free["gateway"]))
        contenders |= stack.enter_context(servers.proxy(settings, home))
        if given.karapace:
            peer = servers.karapace(settings, home, free["rest"], given.karapace.resolve())
            contenders |= stack.enter_context(peer)
        for number in range(given.rounds):
            rounds.append(one_round(settings, contenders, given.seconds, number))
            print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}\n{table(rounds[-1:])}", flush=True)
    text = report(rounds, given.seconds)
    print(text)
    if given.write:
        RESULT.write_text(text)


if __name__ == "__main__":
    main()
