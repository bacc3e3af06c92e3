"""How the command speaks: results on standard output, notes on standard error, JSON in one envelope."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console

SCHEMA_VERSION = 1

out = Console()
err = Console(stderr=True)


def emit_json(command: str, data: Any, *, status: str = "ok", error: dict[str, Any] | None = None) -> None:
    """Print one JSON document: ``schemaVersion``, ``command``, ``status``, ``data`` and ``error``."""
    envelope = {
        "schemaVersion": SCHEMA_VERSION,
        "command": command,
        "status": status,
        "data": data,
        "error": error,
    }
    json.dump(envelope, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")
