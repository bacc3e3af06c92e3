"""Makes environments of their own for programs whose packages do not go with ours."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from typing import TYPE_CHECKING

from corkboard.errors import PartError
from corkboard.stack import lockfile, manifest, wheels
from corkboard.stack.programs import AGAIN, Programs

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_S = 600
PYTHON = "bin/python"


def is_intact(home: Path) -> bool:
    """Say whether an environment is as it was made, and its Python still there."""
    return (home / PYTHON).exists() and manifest.is_intact(home)


def make(name: str, home: Path, cache: Path, programs: Programs) -> None:
    """Make the environment of a lock unless it is as it was made.

    Args:
        name: Of the lock, ``corkboard/stack/locks/<name>.txt``, and of the part in an error. What builds
            its source distributions is installed first, from ``<name>-build.txt`` where there is one.
        home: Where it is made.
        cache: Where packages are kept.
        programs: Run what is run.

    Raises:
        PartError: Names the packages that could not be had.
    """
    if is_intact(home):
        return
    shutil.rmtree(home, ignore_errors=True)
    failures: list[PartError] = []

    def run(command: list[str]) -> bool:
        try:
            programs.run(command, part=name, timeout_s=TIMEOUT_S)
        except PartError as error:
            failures.append(error)
            return False
        return True

    programs.run([sys.executable, "-m", "venv", str(home)], part=name, timeout_s=TIMEOUT_S)
    kept = wheels.Wheels(cache)
    for lock in filter(lockfile.lock_text, (f"{name}-build.txt", f"{name}.txt")):
        with resources.as_file(lockfile.LOCKS / lock) as locked:
            if not kept.install(locked, python=home / PYTHON, run=run):
                raise _unfetched(failures[-1], [f"{one.name} {one.version}" for one in kept.missing(locked)])
    manifest.remember(home)


def _unfetched(error: PartError, names: list[str]) -> PartError:
    """Return an error that also names the packages that are not in the cache."""
    if not names:
        return error
    hint = f"not in the cache: {', '.join(names)}; check the network or pip's index settings, then {AGAIN}"
    return PartError(error.message, part=error.part, hint=hint)
