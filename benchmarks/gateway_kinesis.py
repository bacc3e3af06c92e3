"""How many records a second single PUTs bring into a Kinesis stream through the gateway.

``python benchmarks/gateway_kinesis.py`` runs MiniStack, the gateway in front of it and the load on the
same cores. 64 connections each PUT one 749-byte record to ``/streams/<stream>/record`` and wait for its
place; beside it the same records go straight to MiniStack, one a PutRecord over 64 connections, and 500
a PutRecords over 4. The contenders take turns, each on a stream of its own.
``--localstack`` adds LocalStack, installed in an environment that goes with the benchmark: its own API
Gateway executes the same definition in front of its own Kinesis; it is so slow that it is measured five
times as long.
``--write`` puts the result, with its method, into ``benchmarks/results/gateway_kinesis.md``.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from gateway_kinesis_peers import localstack, servers
from gateway_kinesis_peers.requests import put_record, put_records, put_through_gateway
from measuring import cells, report
from measuring.figures import budget
from measuring.load import WARM_S
from measuring.turns import turn

from corkboard import logs

if TYPE_CHECKING:
    from gateway_kinesis_peers.servers import Contender
    from measuring.cells import Cell

CONNECTIONS = 64
BATCH = 500
BATCH_CONNECTIONS = 4
BUDGET = 3000
PEER_BUDGET = 20
PEER_TIMES = 5
GATEWAY, DIRECT, BATCHES, PEER = (
    "gateway, single PUTs",
    "PutRecord, direct",
    f"PutRecords({BATCH}), direct",
    "LocalStack's API Gateway, single PUTs",
)
HEAD = ("", "conns", "requests/s", "records/s", "from", "to", *cells.COSTS)


def measure(contender: Contender, kind: str, seconds: float) -> Cell:
    """Measure one contender on a stream of its own."""
    stream = f"bench-{uuid.uuid4().hex[:8]}"
    servers.make_stream(contender.aws_url, stream)
    if kind == BATCHES:
        requests = [put_records(stream, BATCH, n) for n in range(BATCH_CONNECTIONS)]
    elif kind == DIRECT:
        requests = [put_record(stream, n) for n in range(CONNECTIONS)]
    else:
        path = f"{contender.prefix}/streams/{stream}/record"
        requests = [put_through_gateway(path, n) for n in range(CONNECTIONS)]
    times = PEER_TIMES if kind == PEER else 1
    cell = cells.measure(contender.port, contender.pid, requests, seconds * times)
    servers.drop_stream(contender.aws_url, stream)
    return cell


def one_round(contenders: dict[str, Contender], seconds: float, number: int) -> dict[str, Cell]:
    """Measure each contender; each begins in turn."""
    return {name: measure(contenders[name], name, seconds) for name in turn(contenders, number)}


def table(rounds: list[dict[str, Cell]]) -> str:
    """Return the medians as a Markdown table."""
    rows = []
    for name in sorted(rounds[0], key=lambda name: name != GATEWAY):
        found = [one[name] for one in rounds]
        connections, records = (BATCH_CONNECTIONS, BATCH) if name == BATCHES else (CONNECTIONS, 1)
        rate, rates = cells.rate(found), [cell.measured.rate for cell in found]
        figures = (rate, rate * records, min(rates), max(rates))
        rows.append([name, str(connections), *(f"{figure:,.0f}" for figure in figures), *cells.costs(found)])
    return report.table(HEAD, rows)


def verdict(rounds: list[dict[str, Cell]]) -> str:
    """Return whether the budgets hold."""
    ours = [one[GATEWAY] for one in rounds]
    rate = cells.rate(ours)
    lines = [f"{rate:,.0f} requests/s: {_word(rate, BUDGET)}.  "]
    for name, wanted in ((DIRECT, 0), (PEER, PEER_BUDGET)):
        if name in rounds[0]:
            ratio = statistics.median(cells.ratios(ours, [one[name] for one in rounds]))
            lines.append(f"{ratio:.1f} times {name}{f': {_word(ratio, wanted)}' if wanted else ''}.  ")
    return "\n".join(lines)


def _word(found: float, wanted: int) -> str:
    return budget(f"{wanted:,}", is_kept=found >= wanted)


def result(rounds: list[dict[str, Cell]], seconds: float) -> str:
    """Return the whole result with its method."""
    return (
        f"# Gateway to Kinesis\n\n{report.method(__doc__, until='``--write')}\n\n"
        f"{len(rounds)} rounds, {seconds:g} s each after {WARM_S:g} s of warm-up, medians; "
        f"{report.machine()}.\n"
        "From and to are the slowest and the fastest round in requests/s; CPU is the server's\n"
        "own a request; others is what programs outside the benchmark took of the machine meanwhile.\n\n"
        f"{table(rounds)}\n\n{verdict(rounds)}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=3.0)
    arguments.add_argument("--localstack", action="store_true")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    rounds: list[dict[str, Cell]] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        settings, emulator = stack.enter_context(servers.emulator(Path(folder)))
        gateway = stack.enter_context(servers.gateway(settings, Path(folder)))
        contenders = {GATEWAY: gateway, DIRECT: emulator, BATCHES: emulator}
        if given.localstack:
            contenders[PEER] = stack.enter_context(localstack.gateway(Path(folder)))
        for number in range(given.rounds):
            rounds.append(one_round(contenders, given.seconds, number))
            report.progress(f"round {number + 1}")
            print(table(rounds[-1:]), flush=True)
    report.write("gateway_kinesis", result(rounds, given.seconds), is_wanted=given.write)


if __name__ == "__main__":
    main()
