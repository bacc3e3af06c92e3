"""Where the compose files are: in a checkout or, for images that are here, in the installed package."""

from __future__ import annotations

from pathlib import Path

import corkboard

FILE = "docker-compose.yml"
OFFLINE = "compose/offline.yml"
SOURCES = "services"
INSTALLED = Path(__file__).parent / "files"


def find(home: Path) -> Path:
    """Return the checkout: the stack's home, or where this package lies; else what was installed."""
    for folder in (home, Path(corkboard.__file__).resolve().parents[1]):
        if can_build(folder):
            return folder
    return INSTALLED


def can_build(folder: Path) -> bool:
    """Say whether images can be made from a folder."""
    return (folder / FILE).is_file() and (folder / SOURCES).is_dir()
