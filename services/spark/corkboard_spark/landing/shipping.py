"""The modules of this package as a file that executors on other machines import."""

from __future__ import annotations

import zipfile
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PARTS = (("corkboard_spark", "landing"), ("corkboard", "bucket"))


def write_archive(target: Path) -> None:
    """Write a zip file for ``SparkContext.addPyFile``."""
    with zipfile.ZipFile(target, "w") as archive:
        for package, part in PARTS:
            archive.writestr(f"{package}/__init__.py", "")
            for file in resources.files(package).joinpath(part).iterdir():
                if file.name.endswith(".py"):
                    archive.writestr(f"{package}/{part}/{file.name}", file.read_bytes())
