"""How fast the emulator posts all rows through the running stack's gateway, beside the course's own loop.

``python benchmarks/emulator.py --rounds 3`` brings up a stack of its own, with gateway, REST proxy and
broker on the same cores, and posts all 11,154 rows of the three tables to topics of one partition that no
sink reads, new ones in each round. The peer is the loop of the course's script: ``requests.request`` for
each record, one after the other, a new connection each time, and no ledger; it posts fewer rows.
The contenders take turns. ``--write`` puts the result into ``benchmarks/results/emulator.md``.
Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from measuring import report
from measuring.stack import own_stack

from corkboard import catalogue, clients, logs
from corkboard_emulator import app, wire
from corkboard_emulator.options import Conduct, Wish
from corkboard_emulator.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings

PEER_ROWS = 200
CONTENT_TYPE = {"Content-Type": "application/vnd.kafka.json.v2+json"}


def emulate(conf: Settings, **conduct: int) -> tuple[int, float]:
    """Post every row; return records and seconds."""
    [outcome] = asyncio.run(app.post(conf, Wish(every=True), Conduct(**conduct)))
    summary = outcome.summary
    if not summary.complete or summary.dead:
        raise SystemExit(f"not everything was posted: {summary}")
    return summary.acked, summary.seconds


def loop(conf: Settings) -> tuple[int, float]:
    """Post some rows as the course's script does; return records and seconds."""
    with Source(conf) as source:
        rows = source.rows(range(PEER_ROWS))
    began_at = time.perf_counter()
    for post, row in enumerate(rows):
        for feed, cells in zip(catalogue.FEEDS, row, strict=True):
            body = wire.records_body([wire.record(feed, post, cells).value])
            url = conf.gateway.topic_url(feed.topic(conf.prefix))
            answer = requests.request("POST", url, headers=CONTENT_TYPE, data=body, timeout=30)
            if answer.json()["offsets"][0]["error_code"] is not None:
                raise SystemExit(f"not posted: {answer.text}")
    return len(rows) * len(catalogue.FEEDS), time.perf_counter() - began_at


CONTENDERS = {
    "emulator, one record a request": emulate,
    "emulator, one record a request, `--in-flight 1`": lambda conf: emulate(conf, in_flight=1),
    "emulator, `--batch-size 500`": lambda conf: emulate(conf, batch_size=500),
    f"the course's loop, {PEER_ROWS} rows": loop,
}


def rounds(count: int, own: Settings) -> Iterator[dict[str, tuple[int, float]]]:
    """Yield each round's records and seconds; the contenders take turns, on new topics each round."""
    for _ in range(count):
        with tempfile.TemporaryDirectory() as home:
            conf = own.model_copy(update={"prefix": f"bench-{secrets.token_hex(3)}", "home": Path(home)})
            admin, names = clients.kafka_admin(conf), list(catalogue.topics(conf.prefix))
            for made in admin.create_topics([clients.new_topic(name, 1, 1) for name in names]).values():
                made.result(30)
            try:
                yield {name: run(conf) for name, run in CONTENDERS.items()}
            finally:
                for gone in admin.delete_topics(names).values():
                    gone.result(30)


def table(results: list[dict[str, tuple[int, float]]]) -> str:
    """Return the medians as a Markdown table; the ratio is to the course's loop."""
    rates = {name: statistics.median(r[name][0] / r[name][1] for r in results) for name in CONTENDERS}
    seconds = {name: statistics.median(r[name][1] for r in results) for name in CONTENDERS}
    slowest = rates[list(CONTENDERS)[-1]]
    lines = [
        [name, f"{results[0][name][0]:,}", f"{seconds[name]:.1f}", f"{rate:,.0f}", f"{rate / slowest:.1f}"]
        for name, rate in rates.items()
    ]
    return report.table(("", "records", "seconds", "records/s", "ratio"), lines)


def document(results: list[dict[str, tuple[int, float]]]) -> str:
    """Return the result with its method."""
    return f"""# Emulator

{report.method(__doc__, until="``--write``")}

Medians over {len(results)} rounds; {report.machine()}.

{table(results)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    results = []
    with own_stack() as stack:
        for result in rounds(given.rounds, stack.settings()):
            results.append(result)
            report.progress(f"round {len(results)}")
    report.write("emulator", document(results), is_wanted=given.write)


if __name__ == "__main__":
    main()
