"""The modules of this package as a file that executors on other machines import."""

from __future__ import annotations

import zipfile
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "corkboard_spark"
PART = "landing"


def write_archive(target: Path) -> None:
    """Write a zip file for ``SparkContext.addPyFile``."""
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(f"{PACKAGE}/__init__.py", "")
        for file in resources.files(PACKAGE).joinpath(PART).iterdir():
            if file.name.endswith(".py"):
                archive.writestr(f"{PACKAGE}/{PART}/{file.name}", file.read_bytes())
