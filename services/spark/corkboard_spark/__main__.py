"""``python -m corkboard_spark``: the programs of this package by one name, as its image starts them."""

from __future__ import annotations

import sys
from importlib import import_module

from corkboard import program

PROGRAMS = {"batch": "app", "stream": "app", "report": "app", "history": "serve"}
USAGE = 2


def main() -> None:
    """Run the program that the first word names, with the words behind it; 2 where none is named."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in PROGRAMS:
        sys.stderr.write(f"python -m corkboard_spark {'|'.join(PROGRAMS)} [OPTIONS]\n")
        sys.exit(USAGE)
    del sys.argv[1]
    program.run(getattr(import_module(f"corkboard_spark.{name}"), PROGRAMS[name]))


if __name__ == "__main__":
    main()
