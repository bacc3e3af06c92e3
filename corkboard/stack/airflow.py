"""Makes the environment of Airflow, whose packages do not go with ours, where this Python can run it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError
from corkboard.stack import environment

if TYPE_CHECKING:
    from corkboard.stack.parts import Parts
    from corkboard.stack.programs import Programs

DOWNLOAD_MB = 170
DISK_MB = 710
PYTHONS = ((3, 11), (3, 12))


def is_supported(version: tuple[int, int] = sys.version_info[:2]) -> bool:
    """Say whether Airflow runs on a version of Python."""
    return version in PYTHONS


def require_supported(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Refuse a Python that Airflow does not run on.

    Raises:
        PreflightError: Names the version and the remedy.
    """
    if not is_supported(version):
        major, minor = version
        raise PreflightError(
            f"Airflow 2.11 needs Python 3.11 or 3.12, and this is {major}.{minor}",
            hint="make the environment with another one: make setup PYTHON=python3.12",
        )


def make(parts: Parts, programs: Programs) -> None:
    """Make the environment unless it is as it was made.

    Raises:
        PartError: Names the packages that could not be had.
        PreflightError: This Python cannot run it.
    """
    require_supported()
    environment.make("airflow", parts.airflow_home, parts.cache, programs)
