"""``python -m corkboard_databricks cluster|jobs``: all notebooks' Spark, or the Jobs API, until SIGTERM."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard import logs, program
from corkboard.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

USAGE = 2
WORDS = (["cluster"], ["jobs"])


def main() -> None:
    """Run what the word names; 2 for any other word."""
    if sys.argv[1:] not in WORDS:
        sys.stderr.write("python -m corkboard_databricks cluster|jobs\n")
        sys.exit(USAGE)
    settings = load()
    logs.configure(level=settings.log_level)
    _program(sys.argv[1])(settings)


def _program(word: str) -> Callable[[Settings], None]:
    """Return a program; the Jobs API does not pay for Spark's modules."""
    if word == "cluster":
        from corkboard_databricks import cluster  # noqa: PLC0415

        return cluster.run
    from corkboard_databricks.jobs import server  # noqa: PLC0415

    return server.run


if __name__ == "__main__":
    program.run(main)
