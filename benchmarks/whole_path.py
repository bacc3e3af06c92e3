"""A million posts through every hop: time, rate and memory of each, and the proof at the end.

``python benchmarks/whole_path.py`` brings up a stack of its own whose topics have three partitions,
seeds that many rows, posts them all (500 records a request), waits for the sink, runs the batch with
its report, and verifies every record in every hop. It fails if the proof does. ``--posts`` takes fewer.
``--write`` puts the result into ``benchmarks/results/whole_path.md``. Needs the parts
(``corkboard setup``) and 15 GB of disk for a million posts.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from measuring.report import machine, progress, table, write
from measuring.stack import STAND_INS, own_stack

if TYPE_CHECKING:
    from measuring.stack import Ran, Stack

FEEDS = 3
PARTITIONS = 3
LEFT_OVER = "land"


class Hop(NamedTuple):
    """One step: its name, how many records went through, and how it went."""

    name: str
    records: int
    ran: Ran


def walk(stack: Stack, posts: int, batch_size: int) -> list[Hop]:
    """Take the posts through every hop and return how each went."""
    records = posts * FEEDS
    steps = {
        "seed": ("seed", "--rows", str(posts), "--force"),
        "post": ("post", "--all", "--batch-size", str(batch_size)),
        LEFT_OVER: ("wait", "--timeout", "300"),
        "batch and report": ("batch", "--report", str(stack.home / "report.html")),
        "verify": ("verify", "--json"),
    }
    hops = []
    for name, command in steps.items():
        hops.append(Hop(name, records, stack.run(*command)))
        progress(f"{name}: {hops[-1].ran.seconds:.1f} s")
    return hops


def rows(hops: list[Hop]) -> list[list[str]]:
    """Return a line a hop: seconds, rate, and the memory of each process."""
    return [
        [
            hop.name,
            f"{hop.ran.seconds:,.1f}",
            "" if hop.name == LEFT_OVER else f"{hop.records / hop.ran.seconds:,.0f}",
            f"{sum(seen.cpu_s for seen in hop.ran.seen.values()):,.0f}",
            *(f"{hop.ran.seen[name].peak_mb:,.0f}" for name in ("command", *STAND_INS)),
        ]
        for hop in hops
    ]


def proof(hops: list[Hop]) -> list[list[str]]:
    """Return a line a feed of what ``verify`` found."""
    feeds = json.loads(hops[-1].ran.output)["data"]["feeds"]
    return [[feed["feed"], *(f"{count:,}" for count in _counts(feed))] for feed in feeds]


def _counts(feed: dict[str, Any]) -> list[int]:
    places = [feed[hop] for hop in ("kafka", "s3", "clean")]
    failures = [sum(place[kind] for place in places) for kind in ("lost", "doubled", "changed")]
    return [feed["posted"], *(place["found"] for place in places), *failures]


def document(posts: int, batch_size: int, hops: list[Hop]) -> str:
    """Return the result with its method."""
    minutes = sum(hop.ran.seconds for hop in hops) / 60
    return f"""# {posts:,} posts through every hop

`python benchmarks/whole_path.py --posts {posts}`: {posts * FEEDS:,} records, {batch_size} a request, {PARTITIONS} partitions a topic, 1,000 records an object; one run; {machine()}.
Memory is the most that was resident at one time while the hop ran, a command with all processes it started; CPU is that of all of them together.
The sink stores while records are posted, so `land` is what was left to do.

{table(["hop", "s", "records/s", "CPU s", "command MB", *(f"{name} MB" for name in STAND_INS)], rows(hops))}

All of it took {minutes:.1f} minutes. What `verify` found:

{table(["feed", "posted", "Kafka", "S3", "clean", "lost", "doubled", "changed"], proof(hops))}"""  # noqa: E501 - a sentence a line


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=1_000_000)
    arguments.add_argument("--batch-size", type=int, default=500)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    with own_stack(KAFKA__PARTITIONS=str(PARTITIONS), STACK__ROWS="1000") as stack:
        hops = walk(stack, given.posts, given.batch_size)
    text = document(given.posts, given.batch_size, hops)
    write("whole_path", text, is_wanted=given.write)


if __name__ == "__main__":
    main()
