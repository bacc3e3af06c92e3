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
import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
import uvloop
from gateway_kinesis_peers import localstack, servers
from gateway_kinesis_peers.requests import put_record, put_records, put_through_gateway
from measuring import report
from rest_proxy_peers import load
from rest_proxy_peers.servers import busy_s

from corkboard import logs

if TYPE_CHECKING:
    from gateway_kinesis_peers.servers import Contender

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
HEAD = ("", "conns", "requests/s", "records/s", "from", "to", "p50 ms", "p99 ms", "CPU µs", "others")


class Cell(NamedTuple):
    """One measurement.

    Attributes:
        measured: Requests a second and their latencies.
        records: Records a request.
        cpu_us: The server's own CPU time a request, in µs.
        others: The share of the machine that programs outside the benchmark took meanwhile.
    """

    measured: load.Measured
    records: int
    cpu_us: float
    others: float


def measure(contender: Contender, kind: str, seconds: float) -> Cell:
    """Measure one contender on a stream of its own."""
    stream, process = f"bench-{uuid.uuid4().hex[:8]}", psutil.Process(contender.pid)
    servers.make_stream(contender.aws_url, stream)
    if kind == BATCHES:
        requests, records = [put_records(stream, BATCH, n) for n in range(BATCH_CONNECTIONS)], BATCH
    elif kind == DIRECT:
        requests, records = [put_record(stream, n) for n in range(CONNECTIONS)], 1
    else:
        path = f"{contender.prefix}/streams/{stream}/record"
        requests, records = [put_through_gateway(path, n) for n in range(CONNECTIONS)], 1
    before, began = busy_s(process), time.perf_counter()
    seconds *= PEER_TIMES if kind == PEER else 1
    measured = uvloop.run(load.post(contender.port, requests, seconds))
    after, lasted = busy_s(process), time.perf_counter() - began
    servers.drop_stream(contender.aws_url, stream)
    spent, own, all_ = (later - earlier for later, earlier in zip(after, before, strict=True))
    others = max(0.0, all_ - own) / (lasted * (os.cpu_count() or 1))
    return Cell(measured, records, spent / (measured.rate * (seconds + load.WARM_S)) * 1e6, others)


def one_round(contenders: dict[str, Contender], seconds: float, number: int) -> dict[str, Cell]:
    """Measure each contender; each begins in turn."""
    names = list(contenders)
    turn = names[number % len(names) :] + names[: number % len(names)]
    return {name: measure(contenders[name], name, seconds) for name in turn}


def table(rounds: list[dict[str, Cell]]) -> str:
    """Return the medians as a Markdown table."""
    rows = []
    for name in sorted(rounds[0], key=lambda name: name != GATEWAY):
        cells = [one[name] for one in rounds]
        rate, p50, p99 = (
            statistics.median(values) for values in zip(*(c.measured for c in cells), strict=True)
        )
        rates = [cell.measured.rate for cell in cells]
        rows.append(
            (
                name,
                str(BATCH_CONNECTIONS if name == BATCHES else CONNECTIONS),
                f"{rate:,.0f}",
                f"{rate * cells[0].records:,.0f}",
                f"{min(rates):,.0f}",
                f"{max(rates):,.0f}",
                f"{p50:.1f}",
                f"{p99:.1f}",
                f"{statistics.median(c.cpu_us for c in cells):.0f}",
                f"{statistics.median(c.others for c in cells):.0%}",
            )
        )
    return report.table(HEAD, rows)


def verdict(rounds: list[dict[str, Cell]]) -> str:
    """Return whether the budgets hold."""
    rate = statistics.median(one[GATEWAY].measured.rate for one in rounds)
    lines = [f"{rate:,.0f} requests/s: {_word(rate, BUDGET)}.  "]
    for name, wanted in ((DIRECT, 0), (PEER, PEER_BUDGET)):
        if name in rounds[0]:
            ratio = statistics.median(one[GATEWAY].measured.rate / one[name].measured.rate for one in rounds)
            lines.append(f"{ratio:.1f} times {name}{f': {_word(ratio, wanted)}' if wanted else ''}.  ")
    return "\n".join(lines)


def _word(found: float, wanted: int) -> str:
    return f"the budget of {wanted:,} {'holds' if found >= wanted else 'does not hold'}"


def result(rounds: list[dict[str, Cell]], seconds: float) -> str:
    """Return the whole result with its method."""
    method = (__doc__ or "").split("\n\n", 1)[1].split("``--write")[0].strip()
    return (
        f"# Gateway to Kinesis\n\n{method}\n\n"
        f"{len(rounds)} rounds, {seconds:g} s each after {load.WARM_S:g} s of warm-up, medians; "
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
            print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}\n{table(rounds[-1:])}", flush=True)
    report.write("gateway_kinesis", result(rounds, given.seconds), is_wanted=given.write)


if __name__ == "__main__":
    main()
