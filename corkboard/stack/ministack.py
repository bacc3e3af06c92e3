"""Makes the environment of MiniStack, the AWS emulator, whose packages do not go with ours."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from typing import TYPE_CHECKING

from corkboard.errors import PartError
from corkboard.stack import manifest, wheels
from corkboard.stack.programs import AGAIN, Programs

if TYPE_CHECKING:
    from corkboard.stack.parts import Parts

DOWNLOAD_MB = 20
TIMEOUT_S = 600


def make(parts: Parts, programs: Programs) -> None:
    """Make the environment unless it is as it was made.

    Raises:
        PartError: Names the packages that could not be had.
    """
    home = parts.ministack_home
    if parts.is_ministack_intact():
        return
    shutil.rmtree(home, ignore_errors=True)
    _run(programs, [sys.executable, "-m", "venv", str(home)])
    failures: list[PartError] = []

    def run(command: list[str]) -> bool:
        try:
            _run(programs, command)
        except PartError as error:
            failures.append(error)
            return False
        return True

    with resources.as_file(resources.files("corkboard.stack") / "locks" / "ministack.txt") as locked:
        kept = wheels.Wheels(parts.cache)
        if not kept.install(locked, python=parts.ministack_python, run=run):
            raise _unfetched(failures[-1], [f"{one.name} {one.version}" for one in kept.missing(locked)])
    manifest.remember(home)


def _run(programs: Programs, command: list[str]) -> None:
    programs.run(command, part="ministack", timeout_s=TIMEOUT_S)


def _unfetched(error: PartError, names: list[str]) -> PartError:
    """Return an error that also names the packages that are not in the cache."""
    if not names:
        return error
    hint = f"not in the cache: {', '.join(names)}; check the network or pip's index settings, then {AGAIN}"
    return PartError(error.message, part=error.part, hint=hint)
