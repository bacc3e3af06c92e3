"""The Databricks Jobs API: what it adds to a run, how soon its client knows, and many submits at once.

``python benchmarks/jobs.py`` brings up a stack of its own with the cluster. ``overhead``: a notebook of one
Spark query by ``corkboard notebook run`` and by ``runs/submit``, in turns, each from the call to the known
end; the run is asked for as Airflow's operator asks, twice, the second time held until the end. The first
includes the start of two Python processes, the second that of one, and what is kept of the run.
``at once``: so many clients submit the same notebook together: each call's time, and when all have succeeded.
Memory is the Jobs API's own process before and after. ``--write`` puts the result into
``benchmarks/results/jobs.md``. Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import requests
from measuring.figures import median_least_most
from measuring.report import machine, method, progress, table, write
from measuring.stack import own_stack

from corkboard.settings import reveal

if TYPE_CHECKING:
    from measuring.stack import Stack

NAME = "bench_query"
SOURCE = "# Databricks notebook source\ndbutils.notebook.exit(str(spark.range(7).count()))\n"
AGENT = "databricks-airflow/7.10.0 airflow/2.11.2"
TIMEOUT_S = 180
ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


class Client:
    """Asks as Airflow's operator does.

    Args:
        stack: Whose Jobs API.
    """

    def __init__(self, stack: Stack) -> None:
        known = stack.settings().databricks
        self._url = f"{known.url}/api/2.1/jobs/runs"
        self._headers = {"Authorization": f"Bearer {reveal(known.token)}", "User-Agent": AGENT}

    def submit(self) -> int:
        """Submit the notebook and return its run."""
        task = {"notebook_path": f"/Users/bench@example.com/{NAME}"}
        return int(self._ask("POST", "submit", json={"notebook_task": task})["run_id"])

    def wait(self, run_id: int) -> None:
        """Return when a run has succeeded, by as many questions as that takes."""
        while True:
            state = self._ask("GET", "get", params={"run_id": run_id})["state"]
            if state["life_cycle_state"] in ENDED:
                if state.get("result_state") != "SUCCESS":
                    raise SystemExit(f"run {run_id} ended with {json.dumps(state)}")
                return

    def _ask(self, method: str, call: str, **options: Any) -> dict[str, Any]:
        answer = requests.request(
            method, f"{self._url}/{call}", headers=self._headers, timeout=TIMEOUT_S, **options
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def overhead(stack: Stack, client: Client, rounds: int) -> list[list[str]]:
    """Return the seconds of a run, by the command and by the API."""
    file = stack.settings().state_dir / "workspace" / f"{NAME}.py"
    file.write_text(SOURCE)
    found: dict[str, list[float]] = {"corkboard notebook run": [], "runs/submit to the known end": []}
    by_command, by_api = found.values()
    for number in range(rounds):
        by_command.append(stack.run("notebook", "run", str(file)).seconds)
        began = time.perf_counter()
        client.wait(client.submit())
        by_api.append(time.perf_counter() - began)
        progress(f"overhead {number + 1}", f"{by_command[-1]:.2f} {by_api[-1]:.2f}")
    ratios = [api / command for api, command in zip(by_api, by_command, strict=True)]
    lines = [[name, *median_least_most(seconds, ".2f")] for name, seconds in found.items()]
    return [*lines, ["the second by the first", *median_least_most(ratios, ".2f")]]


def at_once(client: Client, count: int) -> list[list[str]]:
    """Return what many submits at once take."""
    calls: list[float] = []

    def submit(_: int) -> int:
        began = time.perf_counter()
        run_id = client.submit()
        calls.append(time.perf_counter() - began)
        return run_id

    began = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        runs = list(pool.map(submit, range(count)))
        list(pool.map(client.wait, runs))
    seconds = time.perf_counter() - began
    progress("at once", f"{seconds:.1f}")
    return [
        ["a submit is answered", *median_least_most([1000 * call for call in calls], ".0f"), "ms"],
        [f"all {count} have succeeded", f"{seconds:.1f}", "", "", "s"],
        ["a run, of all", f"{seconds / count:.2f}", "", "", "s"],
    ]


def memory_mb(stack: Stack) -> float:
    """Return the resident memory of the Jobs API's process."""
    process = stack.process("jobs")
    return process.memory_info().rss / (1 << 20) if process else 0.0


def page(rounds: int, *tables: list[list[str]]) -> str:
    """Return the result as Markdown."""
    one, many, sizes = tables
    return f"""# The Databricks Jobs API

{method(__doc__, until="``--write``")}

{machine()}, {rounds} rounds of single runs, the rest once.

## One run

{table(("seconds", "median", "least", "most"), one)}

## Many at once

{table(("", "median", "least", "most", "unit"), many)}

## Memory

{table(("MB", "Jobs API"), sizes)}"""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=10)
    arguments.add_argument("--clients", type=int, default=20)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    if min(given.rounds, given.clients) < 1:
        sys.exit("--rounds and --clients must be at least 1")
    with own_stack("--with", "databricks", "--timeout", "300") as stack:
        client, first = Client(stack), memory_mb(stack)
        one = overhead(stack, client, given.rounds)
        many = at_once(client, given.clients)
        sizes = [["at first", f"{first:.0f}"], ["after", f"{memory_mb(stack):.0f}"]]
    write("jobs", page(given.rounds, one, many, sizes), is_wanted=given.write)


if __name__ == "__main__":
    main()
