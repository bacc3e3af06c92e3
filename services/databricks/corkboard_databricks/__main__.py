"""``python -m corkboard_databricks cluster``: the long-lived Spark of all notebooks, until SIGTERM."""

from __future__ import annotations

import sys

from corkboard import logs, program
from corkboard.settings import load
from corkboard_databricks import cluster

USAGE = 2


def main() -> None:
    """Run the cluster; 2 for any other word."""
    if sys.argv[1:] != ["cluster"]:
        sys.stderr.write("python -m corkboard_databricks cluster\n")
        sys.exit(USAGE)
    settings = load()
    logs.configure(level=settings.log_level)
    cluster.run(settings)


if __name__ == "__main__":
    program.run(main)
