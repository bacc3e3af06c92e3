"""How fast the stream is: the source alone, and from a put in Kinesis to the row in a clean Delta table.

``python benchmarks/stream.py`` brings up an AWS stand-in of its own and puts the generator's rows into
its streams with PutRecords. ``source``: one stream read from its beginning into a sink that does nothing;
cold is a session's first query, its Python process started within the time; warm is the next. ``latency``:
``corkboard stream --forever`` with its three queries; a latency is the time between a PutRecords and the
entry of the row's commit in the table's log. The job has had a minute and some records to get warm.
``--only`` measures one part, ``--seconds`` says how long each rate lasts (the highest five times as long),
``--rates`` which, in records a second over the three feeds. ``--write`` puts the result into
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

from corkboard import catalogue, logs
from corkboard.settings import export_java

if TYPE_CHECKING:
    from measuring.stack import Stack

SHARDS = (1, 4, 16)
WARM_RECORDS, WARM_S = 6_000, 60
HELD_TIMES = 5
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


def latency(stack: Stack, rates: list[float], seconds: float) -> str:
    """Return the section about the way from Kinesis into the tables."""
    lines, rows = [], 0
    for rate in rates:
        lasts = seconds * (HELD_TIMES if rate == max(rates) else 1)
        own = stack.settings().model_copy(update={"prefix": f"bench-{secrets.token_hex(3)}", "name": "bench"})
        streams = posts.Streams(own)
        with job.job(stack, own) as seen:
            warm = streams.put(WARM_RECORDS, WARM_RECORDS / WARM_S)
            put = streams.put(round(rate * lasts), rate)
            rows += (warm.records + put.records) // len(catalogue.FEEDS)
            job.wait_for_rows(own, rows)
        waits = job.latencies(own, put.moments)
        found = [centile(waits, percent) for percent in CENTILES]
        held = f"{put.records / put.seconds:,.0f}"
        lines.append([f"{rate:,.0f}", held, *(f"{wait:.2f}" for wait in found), f"{seen.peak_mb:,.0f}"])
        progress(str(lines[-1]))
    head = ("records/s", "put", *(f"p{one} s" for one in CENTILES[:-1]), "longest s", "peak MB")
    budget = " and ".join(f"p{percent} {limit} s" for percent, limit in BUDGET_S.items())
    lasted = f"{seconds:.0f} s a rate, the highest {seconds * HELD_TIMES:.0f} s; a post is three records"
    return f"## From Kinesis to Delta\n\n{lasted}; budget: {budget}.\n\n{table(head, lines)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", choices=("source", "latency"))
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--rates", type=float, nargs="+", default=[300, 3000])
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    with own_stack("--only", "aws") as stack:
        parts = []
        if given.only != "latency":
            parts.append(source(stack, given.records))
        if given.only != "source":
            parts.append(latency(stack, given.rates, given.seconds))
    head = f"{method(__doc__, until='``--only``')}\n\n{machine()}."
    write("stream", "\n\n".join(["# Stream", head, *parts]), is_wanted=given.write)


if __name__ == "__main__":
    main()
