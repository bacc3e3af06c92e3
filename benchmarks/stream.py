"""How fast the stream is: the source alone, and from a put in Kinesis to the row in a clean Delta table.

``python benchmarks/stream.py`` brings up an AWS stand-in of its own and puts the generator's rows into
its streams with PutRecords. ``source``: one stream read from its beginning into a sink that does nothing;
cold is a session's first query, its Python process started within the time; warm is the next. ``latency``:
``corkboard stream --forever`` with its three queries; a latency is the time between a PutRecords and the
entry of the row's commit in the table's log. The job has had a minute and some records to get warm.
A rate is held when 95 % of it could be put and 99 % of the rows were there within the budget.
``--only`` measures one part, ``--rates`` are records a second over the three feeds, held ``--seconds`` each;
``--highest`` are held five times as long, up to the first that is not. ``--write`` puts the result into
``benchmarks/results/stream.md``. Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import secrets
from typing import TYPE_CHECKING

from measuring.figures import centile
from measuring.report import machine, method, progress, table, write
from measuring.stack import own_stack
from stream_parts import job, posts, reading
from stream_parts.commits import Commits

from corkboard import catalogue, logs
from corkboard.settings import export_java

if TYPE_CHECKING:
    from measuring.stack import Stack

SHARDS = (1, 4, 16)
WARM_RECORDS, WARM_S = 6_000, 60
HELD_TIMES = 5
PUT_PART = 0.95
CENTILES = (50, 95, 99, 100)
BUDGET_S = {50: 1.5, 99: 5.0}


def source(stack: Stack, records: int) -> str:
    """Return the section about the source."""
    export_java(stack.settings())
    lines = [
        [str(shards), f"{cold:,.0f}", f"{warm:,.0f}"]
        for shards, cold, warm in reading.rates(stack.settings(), SHARDS, records)
    ]
    head = ("shards", "records/s, cold", "records/s, warm")
    return f"## The source alone\n\n{records:,} pins a stream.\n\n{table(head, lines)}"


def latency(stack: Stack, rates: list[float], highest: list[float], seconds: float) -> str:
    """Return the section about the way from Kinesis into the tables; the first rate not held is the last."""
    lines, rows = [], 0
    lasting = [(rate, seconds) for rate in rates] + [(rate, seconds * HELD_TIMES) for rate in sorted(highest)]
    for rate, lasts_s in lasting:
        own = stack.settings().model_copy(update={"prefix": f"bench-{secrets.token_hex(3)}", "name": "bench"})
        streams, seen = posts.Streams(own), Commits(own, stack.home / own.prefix)
        with job.job(stack, own) as used, seen.kept():
            warm = streams.put(WARM_RECORDS, WARM_RECORDS / WARM_S)
            put = streams.put(round(rate * lasts_s), rate)
            rows += (warm.records + put.records) // len(catalogue.FEEDS)
            is_there = job.wait_for_rows(own, rows)
        times = seen.latencies(put.moments) if is_there else []
        found = [centile(times, percent) for percent in CENTILES if times]
        is_held = is_there and found[-2] <= BUDGET_S[99] and put.records >= PUT_PART * rate * put.seconds
        waits = [f"{wait:.2f}" for wait in found] or ["-"] * len(CENTILES)
        lines.append([f"{rate:,.0f}", f"{lasts_s:,.0f}", f"{put.records / put.seconds:,.0f}", *waits])
        lines[-1] += [f"{used.peak_mb:,.0f}", "yes" if is_held else "no"]
        progress(str(lines[-1]))
        if not is_held:
            break
    waits = [*(f"p{one} s" for one in CENTILES[:-1]), "longest s"]
    head = ("records/s", "for s", "put", *waits, "peak MB", "held")
    budget = " and ".join(f"p{percent} {limit} s" for percent, limit in BUDGET_S.items())
    return f"## From Kinesis to Delta\n\nA post is three records; budget: {budget}.\n\n{table(head, lines)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", choices=("source", "latency"))
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--rates", type=float, nargs="+", default=[300, 3000])
    arguments.add_argument("--highest", type=float, nargs="+", default=[3000])
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    with own_stack("--only", "aws") as stack:
        parts = []
        if given.only != "latency":
            parts.append(source(stack, given.records))
        if given.only != "source":
            parts.append(latency(stack, given.rates, given.highest, given.seconds))
    head = f"{method(__doc__, until='``--only``')}\n\n{machine()}."
    write("stream", "\n\n".join(["# Stream", head, *parts]), is_wanted=given.write)


if __name__ == "__main__":
    main()
