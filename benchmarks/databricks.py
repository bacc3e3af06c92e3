"""The cluster for notebooks: attaching, the reference notebooks, a bucket of small objects through a mount.

``python benchmarks/databricks.py`` brings up a stack of its own with the cluster and posts every row, one
record an object. ``start``: a process that attaches and does a little work, in turns with one that starts
Spark itself and does the same; both begin with Python. ``notebooks``: ours, by ``corkboard notebook run``.
``mount``: a notebook that mounts the bucket, lists it and counts one feed's objects, from its first cell;
the same count again in that notebook; the notebook again, with its mounts refreshed, after 100 more have
landed. Memory is the cluster's and the whole stack's before and after all that.
``--write`` puts the result into ``benchmarks/results/databricks.md``. Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring.figures import median_least_most
from measuring.report import machine, method, progress, table, write
from measuring.stack import own_stack

from corkboard import catalogue, clients
from corkboard.settings import child_environment

if TYPE_CHECKING:
    from measuring.stack import Stack

FOLDER = Path(__file__).parents[1]
NOTEBOOKS = FOLDER / "services" / "databricks" / "notebooks"
OURS = ("batch", "questions", "streaming")
TIMEOUT_S = 900
MORE_OBJECTS = 100
READ = """# Databricks notebook source
import json, time
from corkboard_spark import schemas
began, took = time.perf_counter(), []

# COMMAND ----------

# MAGIC %run {mount}

# COMMAND ----------

{before}
where = f"{{MOUNT}}/topics/*.pin/partition=*/*.json"
for _ in range(2):
    rows = spark.read.schema(schemas.PIN_WIRE).json(where).count()
    took.append(time.perf_counter() - began)
    began = time.perf_counter()
print(json.dumps({{"took": took, "rows": rows}}))
dbutils.notebook.exit("")
"""


def starts(stack: Stack, rounds: int) -> list[list[str]]:
    """Return what attaching and starting cost, and the same work behind each."""
    environment = child_environment(stack.settings()) | {"PYTHONPATH": str(FOLDER / "benchmarks")}
    found: dict[str, list[list[float]]] = {"attached": [], "alone": []}
    with tempfile.TemporaryDirectory() as alone:
        places = {"attached": "/tmp/bench", "alone": alone}  # noqa: S108 - on DBFS
        for number in range(rounds):
            for name, seen in found.items():
                command = [sys.executable, "-m", f"databricks_parts.{name}", places[name]]
                done = subprocess.run(
                    command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=True
                )
                seen.append([float(word) for word in done.stdout.split()])
            progress(f"start {number + 1}", str({name: seen[-1] for name, seen in found.items()}))
    words = {"attached": "attached to the cluster", "alone": "Spark of its own"}
    return [
        [f"{words[name]}, {what}", *median_least_most([one[place] for one in seen], ".2f")]
        for name, seen in found.items()
        for place, what in enumerate(("session", "session and work"))
    ]


def mounted(stack: Stack) -> list[list[str]]:
    """Return what reading through the mount takes, and how many objects were read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "read.py"
        file.write_text(READ.format(mount=NOTEBOOKS / "mount", before=""))
        first = read(stack, file)
        more(stack)
        file.write_text(READ.format(mount=NOTEBOOKS / "mount", before="dbutils.fs.refreshMounts()"))
        refreshed = read(stack, file)
    (cold, again), (warm, _) = first["took"], refreshed["took"]
    seen = f"{first['rows']:,}"
    return [
        ["mounted and read", seen, f"{cold:.1f}"],
        ["read again", seen, f"{again:.1f}"],
        [f"the notebook again, {MORE_OBJECTS} more objects", f"{refreshed['rows']:,}", f"{warm:.1f}"],
    ]


def read(stack: Stack, file: Path) -> dict[str, Any]:
    """Run the reading notebook and return the seconds of both its reads, and the rows."""
    out = file.with_suffix(".ipynb")
    stack.run("notebook", "run", str(file), "--ipynb", str(out), "--root", "/")
    for cell in json.loads(out.read_text())["cells"]:
        for output in cell.get("outputs", []):
            words = "".join(output.get("text", ""))
            if words.startswith('{"took"'):
                progress("read", words.strip())
                return dict(json.loads(words))
    raise SystemExit("the reading notebook printed nothing")


def more(stack: Stack) -> None:
    """Copy a hundred objects of the bucket under new names."""
    known = stack.settings()
    s3, bucket = clients.s3(known), catalogue.bucket(known.prefix)
    prefix = catalogue.landing_prefix(catalogue.PIN.topic(known.prefix))
    for item in s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=MORE_OBJECTS)["Contents"]:
        body = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
        s3.put_object(Bucket=bucket, Key=item["Key"].replace(".json", "-more.json"), Body=body)


def notebooks(stack: Stack) -> list[list[str]]:
    """Return the seconds of each of our notebooks."""
    lines = []
    for name in OURS:
        seconds = stack.run("notebook", "run", str(NOTEBOOKS / f"{name}.py")).seconds
        progress(name, f"{seconds:.1f}")
        lines.append([name, f"{seconds:.1f}"])
    return lines


def memory(stack: Stack) -> tuple[float, float]:
    """Return the cluster's MB, and the stack's."""
    shown = json.loads(stack.run("status", "--json").output)["data"]["stand_ins"]
    sizes = {one["name"]: one["memory_mb"] or 0.0 for one in shown}
    return sizes["spark"], sum(sizes.values())


def page(rounds: int, *tables: list[list[str]]) -> str:
    """Return the result as Markdown."""
    started, objects, ours, sizes = tables
    return f"""# Databricks

{method(__doc__, until="``--write``")}

{machine()}, {rounds} rounds of starts, the rest once.

## Starting

{table(("seconds", "median", "least", "most"), started)}

## One feed's objects of one record each, through a mount of all three feeds'

{table(("", "objects read", "seconds"), objects)}

## Our notebooks, on all posts

{table(("notebook", "seconds"), ours)}

## Memory

{table(("MB", "cluster", "stack"), sizes)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    with own_stack("--with", "databricks", "--records-per-object", "1", "--timeout", "300") as stack:
        first = memory(stack)
        started = starts(stack, given.rounds)
        stack.run("post", "--all", "--path", "both")
        stack.run("wait")
        objects = mounted(stack)
        began = time.perf_counter()
        ours = notebooks(stack)
        progress("notebooks", f"{time.perf_counter() - began:.1f}")
        last = memory(stack)
    sizes = [
        [name, *(f"{size:,.0f}" for size in both)] for name, both in (("at first", first), ("after", last))
    ]
    write("databricks", page(given.rounds, started, objects, ours, sizes), is_wanted=given.write)


if __name__ == "__main__":
    main()
