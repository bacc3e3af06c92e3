"""How long ``corkboard batch --report PAGE`` takes: on the default data set, and on millions beside DuckDB.

``python benchmarks/batch.py`` brings up an S3 stand-in of its own, puts the generator's rows into it as
the sink would, and runs the command as a user does: a new process, a cold Spark session, no clean tables.
``--only objects`` or ``--only posts`` measures one part, ``--posts`` other numbers of posts; ``--files``
keeps the posts in a folder for the next run; ``--duckdb-python`` is an interpreter that has DuckDB, if
this one has not. ``--write`` puts what was measured, with its method, into ``benchmarks/results/batch.md``.
Needs the parts (``corkboard setup``); three million posts need 8 GB of disk and of memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from batch_peers import objects, posts
from measuring.report import RESULTS, machine, write

from corkboard import catalogue, logs

METHOD = {
    "objects": """## The default data set

`python benchmarks/batch.py --only objects`: `corkboard batch --report PAGE` on an S3 stand-in on the same cores, in turns.
Wall time is the whole command's: Python, the cold Spark session, landing, nine answers, the page.
CPU and peak memory are those of the command and all its children, sampled twice a second; a page that several of them share is shared out among them.""",  # noqa: E501 - a sentence a line
    "posts": """## Millions of posts, beside DuckDB

`python benchmarks/batch.py --only posts`: the same command; in turns with it, DuckDB with two threads in a process of its own.
DuckDB reads the same lines from local disk (its S3 extension is no part of its package), Spark from the S3 stand-in over HTTP.
DuckDB looks for repeated keys, lets the latest win, cleans into the same columns and writes Parquet; then it runs the same nine SQL files unchanged.
It looks for no gaps and no faulty lines, records no offsets and writes no page. No key comes twice in this data.
Both gave the same nine answers, or there would be no result.""",  # noqa: E501
}


def put_together(name: str, sections: dict[str, str]) -> str:
    """Return the result: the sections measured now, and those that an earlier run has left."""
    path = RESULTS / f"{name}.md"
    kept = dict.fromkeys(METHOD, "")
    for part in path.read_text().split("\n## ")[1:] if path.exists() else ():
        title = f"## {part.splitlines()[0]}"
        kept |= {key: f"## {part.strip()}" for key, text in METHOD.items() if text.startswith(f"{title}\n")}
    fresh = {key: f"{METHOD[key]}\n\n{machine()}; {text}" for key, text in sections.items()}
    return "\n\n".join(["# Spark batch and report", *filter(None, (kept | fresh).values())])


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--only", choices=METHOD)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--rows", type=int, default=catalogue.DEFAULT_ROWS, help=argparse.SUPPRESS)
    arguments.add_argument("--posts", type=int, nargs="+", default=[1_000_000, 3_000_000])
    arguments.add_argument("--files", type=Path)
    arguments.add_argument("--duckdb-python", default=sys.executable)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    logs.configure(level="ERROR")
    wanted, sections = [given.only] if given.only else list(METHOD), {}
    if "objects" in wanted:
        sections["objects"] = objects.measure(given.rounds, given.rows)
    if "posts" in wanted:
        with tempfile.TemporaryDirectory(prefix="corkboard-posts-") as own:
            folder = given.files or Path(own)
            sections["posts"] = posts.measure(given.rounds, sorted(given.posts), folder, given.duckdb_python)
    write("batch", put_together("batch", sections), is_wanted=given.write)


if __name__ == "__main__":
    main()
