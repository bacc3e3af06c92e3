"""The same stage as the short connect tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "connect"))

from connect_fixtures import (  # noqa: F401 - fixtures are found by their names
    _workers,
    broker,
    parts,
    plugin,
    run_sink,
    s3_url,
    stage,
    start_worker,
    stream,
    worker,
)
