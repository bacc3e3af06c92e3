"""Airflow: from ``up`` to the success of our daily DAG, cold and warm, and the memory of everything.

``python benchmarks/daily_batch.py`` brings up a stack of its own with the cluster, the Jobs API and
Airflow, posts every row, and triggers the DAG, which cleans by a notebook on the cluster and proves what it
wrote: that is ``cold`` (the packages are fetched; the database, Airflow's tables and the cluster's are not
there). Then the stack is stopped and brought up again, and the DAG triggered again: ``warm``. ``again`` is
one more run beside everything that is up. Memory is resident, by stand-in, after the last run.
``--write`` puts the result into ``benchmarks/results/daily_batch.md``. Needs the parts and Airflow's
packages (``corkboard up --with airflow``).
"""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING

from measuring.report import machine, method, progress, table, write
from measuring.stack import own_stack

from corkboard import catalogue
from corkboard.airflow import runs

if TYPE_CHECKING:
    from measuring.stack import Stack

UP = ("--with", "airflow", "--timeout", "600")
RUN_TIMEOUT_S = 900


def run_dag(stack: Stack) -> float:
    """Return the seconds from the trigger to the known success."""
    known = stack.settings()
    began = time.perf_counter()
    name = runs.trigger(known, catalogue.DAILY_BATCH)
    runs.wait(known, catalogue.DAILY_BATCH, name, timeout_s=RUN_TIMEOUT_S, report=lambda _: None)
    seconds = time.perf_counter() - began
    progress("dag", f"{seconds:.1f}")
    return seconds


def memory(stack: Stack) -> list[list[str]]:
    """Return the MB of each stand-in, and of all."""
    shown = json.loads(stack.run("status", "--json").output)["data"]["stand_ins"]
    sizes = {one["name"]: one["memory_mb"] for one in shown if one["memory_mb"]}
    total = sum(sizes.values())
    return [[name, f"{size:,.0f}"] for name, size in {**sizes, "together": total}.items()]


def page(times: list[list[str]], sizes: list[list[str]]) -> str:
    """Return the result as Markdown."""
    return f"""# The daily DAG

{method(__doc__, until="``--write``")}

{machine()}, once.

## From up to the DAG's success

{table(("seconds", "up", "DAG, from trigger to success", "together"), times)}

## Memory with everything on

{table(("stand-in", "MB"), sizes)}"""


def line(name: str, up_s: float, dag_s: float) -> list[str]:
    """Return a line of the table."""
    return [name, f"{up_s:.1f}" if up_s else "", f"{dag_s:.1f}", f"{up_s + dag_s:.1f}"]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    with own_stack(*UP) as stack:
        progress("up", f"{stack.up_s:.1f}")
        stack.run("post", "--all", "--path", "batch")
        stack.run("wait")
        times = [line("cold", stack.up_s, run_dag(stack))]
        stack.run("down")
        times.append(line("warm", stack.run("up", *UP).seconds, run_dag(stack)))
        times.append(line("again", 0.0, run_dag(stack)))
        sizes = memory(stack)
    write("daily_batch", page(times, sizes), is_wanted=given.write)


if __name__ == "__main__":
    main()
