"""Notebooks as files, and runs of them in a worker that has no Spark."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from plain_runs import run, write  # noqa: F401 - fixtures are found by their names
