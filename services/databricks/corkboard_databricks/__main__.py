"""``python -m corkboard_databricks cluster|jobs [HOST]``: notebooks' Spark or the Jobs API, until SIGTERM."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from corkboard import logs, program
from corkboard.settings import load

if TYPE_CHECKING:
    from corkboard.settings import Settings

USAGE = 2


def main() -> None:
    """Run what the words name; 2 for any others."""
    match sys.argv[1:]:
        case ["cluster"]:
            run = _cluster
        case ["jobs", *host] if len(host) <= 1:
            run = partial(_jobs, *host)
        case _:
            sys.stderr.write("python -m corkboard_databricks cluster|jobs [HOST]\n")
            sys.exit(USAGE)
    settings = load()
    logs.configure(level=settings.log_level)
    run(settings=settings)


def _cluster(settings: Settings) -> None:
    from corkboard_databricks import cluster  # noqa: PLC0415 - the Jobs API does not pay for Spark's modules

    cluster.run(settings)


def _jobs(host: str = "127.0.0.1", *, settings: Settings) -> None:
    from corkboard_databricks.jobs import server  # noqa: PLC0415 - nor the cluster for the web server's

    server.run(settings, host)


if __name__ == "__main__":
    program.run(main)
