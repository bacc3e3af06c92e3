"""Where the compose files are: in a checkout, which the docker engine needs."""

from __future__ import annotations

from pathlib import Path

import corkboard
from corkboard.errors import PreflightError

FILE = "docker-compose.yml"
OFFLINE = "compose/offline.yml"


def find(home: Path) -> Path:
    """Return the checkout: the stack's home, or the one that this package lies in.

    Raises:
        PreflightError: Neither is one.
    """
    for folder in (home, Path(corkboard.__file__).resolve().parents[1]):
        if (folder / FILE).is_file() and (folder / "compose").is_dir():
            return folder
    raise PreflightError(
        f"there is no {FILE} in {home}", hint="the docker engine runs from a checkout of Corkboard"
    )
