"""Makes the connect tests' own modules importable; ``tests/soak/connect`` uses the same."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

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
