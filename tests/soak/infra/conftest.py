"""The same emulator as the short tests'."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "infra"))

from emulated import cloud  # noqa: F401 - fixtures are found by their names
