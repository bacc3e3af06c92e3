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
import statistics
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import cells, report
from measuring.cells import Cell
from measuring.figures import budget, with_range
from measuring.load import WARM_S
from measuring.turns import turn
from rest_proxy_peers import servers
from rest_proxy_peers.requests import request_of

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
HEAD = ("records", "conns", "", "requests/s", "records/s", "ratio (from, to)", *cells.COSTS)

Round = dict[tuple[int, int], dict[str, Cell]]


def measure(settings: Settings, contender: Contender, records: int, connections: int, seconds: float) -> Cell:
    """Measure one contender on a topic of its own."""
    topic = f"bench-{os.urandom(4).hex()}"
    servers.make_topic(settings, topic)
    request = request_of(f"{contender.prefix}/topics/{topic}", records)
    cell = cells.measure(contender.port, contender.pid, [request] * connections, seconds)
    servers.drop_topic(settings, topic)
    return cell


def one_round(settings: Settings, contenders: dict[str, Contender], seconds: float, number: int) -> Round:
    """Measure every cell; each contender begins in turn."""
    return {
        (records, connections): {
            name: measure(settings, contenders[name], records, connections, seconds)
            for name in turn(contenders, number)
        }
        for records, connections in product(RECORDS, CONNECTIONS)
    }


def table(rounds: list[Round]) -> str:
    """Return the medians as a Markdown table; ratios are taken within each round."""
    rows = []
    for (records, connections), contenders in rounds[0].items():
        for name in sorted(contenders, key=lambda name: name != LIMIT):
            found, limits = (
                [one[records, connections][contender] for one in rounds] for contender in (name, LIMIT)
            )
            rate = cells.rate(found)
            spread = with_range(cells.ratios(found, limits), ".2f")
            figures = (f"{rate:,.0f}", f"{rate * records:,.0f}", spread, *cells.costs(found))
            rows.append([str(records), str(connections), name, *figures])
    return report.table(HEAD, rows, words=HEAD.index(""))


def verdict(rounds: list[Round]) -> str:
    """Return whether the budget holds at the most connections, by rate and by the server's CPU time."""
    lines = []
    for records in RECORDS:
        ours, bare = (
            [one[records, CONNECTIONS[-1]][contender] for one in rounds]
            for contender in ("REST proxy", LIMIT)
        )
        ratio = statistics.median(cells.ratios(ours, bare))
        by_cpu = statistics.median(two.cpu_us / one.cpu_us for one, two in zip(ours, bare, strict=True))
        lines.append(
            f"{records} a request: {ratio:.0%} of the {LIMIT}'s rate, "
            f"{budget(f'{BUDGET:.0%}', is_kept=ratio >= BUDGET)}; "
            f"{by_cpu:.0%} by the CPU time that each took for a request, which neighbours disturb less.  "
        )
    others = statistics.median(
        cell.others for one in rounds for found in one.values() for cell in found.values()
    )
    if others > QUIET:
        lines.append(
            f"\nThe machine was shared: programs outside took {others:.0%} of it. "
            "Rates are lower than on a quiet one and differ from round to round; "
            "a ratio above 1 is their doing."
        )
    return "\n".join(lines)


def result(rounds: list[Round], seconds: float) -> str:
    """Return the whole result with its method."""
    return (
        f"# REST proxy\n\n{report.method(__doc__, until='``--karapace')}\n\n"
        f"{len(rounds)} rounds, {seconds:g} s a cell after {WARM_S:g} s of warm-up, medians; "
        f"{report.machine()}.\n"
        "Records are those of one request; CPU is the server's own, user and system, a request;\n"
        "others is what programs outside the benchmark took of the machine meanwhile.\n\n"
        f"{table(rounds)}\n\n{verdict(rounds)}"
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
            report.progress(f"round {number + 1}")
            print(table(rounds[-1:]), flush=True)
    report.write("rest_proxy", result(rounds, given.seconds), is_wanted=given.write)


if __name__ == "__main__":
    main()
