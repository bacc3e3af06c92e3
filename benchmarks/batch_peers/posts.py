"""Millions of posts, in turns with DuckDB at the same work."""

from __future__ import annotations

import json
import statistics
from functools import partial
from typing import TYPE_CHECKING

from measuring.report import table
from measuring.stack import own_stack

from batch_peers import data, landing, runs
from batch_peers.turns import HEAD, columns, in_turns, median, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from measuring.stack import Stack

    from batch_peers.runs import Run
    from batch_peers.turns import Rounds

OBJECT_RECORDS = 10_000
MOST_MB, MOST_RATIO = 1536, 4


def measure(rounds: int, sizes: Sequence[int], folder: Path, python: str) -> str:
    """Return the section of the result.

    Args:
        rounds: How often each contender runs.
        sizes: Numbers of posts, in ascending order.
        folder: Where the posts are kept as files.
        python: An interpreter that may have DuckDB.
    """
    found = {posts: _beside_duckdb(rounds, posts, folder, python) for posts in sizes}
    lines = [
        [f"{posts:,}", name, *columns(runs_of)]
        for posts, one in found.items()
        for name, runs_of in one.items()
    ]
    peer = next(
        (one["DuckDB"][0].printed["version"] for one in found.values() if "DuckDB" in one), "not there"
    )
    return (
        f"{OBJECT_RECORDS:,} records an object; {rounds} rounds, medians; DuckDB {peer}.\n\n"
        f"{table(('posts', '', *HEAD), lines)}\n\n" + "\n".join(_verdicts(found))
    )


def _beside_duckdb(rounds: int, posts: int, folder: Path, python: str) -> Rounds:
    made, prefix = data.make_files(folder, posts, OBJECT_RECORDS), f"bench-{posts}"
    with own_stack("--only", "aws") as stack:
        landing.put_all(stack.settings(), prefix, data.read_files(made))
        contenders = {"Spark": partial(runs.batch, stack, prefix)}
        if runs.has_duckdb(python):
            contenders["DuckDB"] = partial(runs.duck, python, made, stack.home / "duck")
        else:
            print(f"{python} has no DuckDB, so Spark runs alone; see --duckdb-python", flush=True)
        found = in_turns(rounds, contenders)
        if "DuckDB" in found:
            _require_same_answers(stack, found["DuckDB"][0])
    return found


def _require_same_answers(stack: Stack, peer: Run) -> None:
    """End the benchmark if Spark's clean tables and DuckDB's give different answers."""
    for answer in json.loads(stack.run("report", "--json").output)["answers"]:
        rows = [list(row.values()) for row in answer["rows"]]
        if rows != peer.printed["answers"][answer["name"]]:
            raise SystemExit(f"Spark and DuckDB differ: {answer['name']}")


def _verdicts(found: dict[int, Rounds]) -> list[str]:
    sizes, said = list(found), []
    for posts, one in found.items():
        if "DuckDB" in one:
            pairs = zip(one["Spark"], one["DuckDB"], strict=True)
            ratio = statistics.median(spark.wall_s / duck.wall_s for spark, duck in pairs)
            said.append(verdict(f"{posts:,} posts, Spark's time in DuckDB's", ratio, MOST_RATIO, " x"))
        said.append(
            verdict(f"{posts:,} posts, Spark's memory", median(one["Spark"], "peak_mb"), MOST_MB, " MB")
        )
    if len(sizes) > 1:
        grown = median(found[sizes[-1]]["Spark"], "wall_s") / median(found[sizes[0]]["Spark"], "wall_s")
        said.append(verdict(f"{sizes[-1]:,} for {sizes[0]:,} posts", grown, sizes[-1] / sizes[0], " x"))
    return said
