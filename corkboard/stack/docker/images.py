"""All images of a stack in one file, for a machine that reaches no registry."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError
from corkboard.stack.docker.compose import failure
from corkboard.stack.docker.project import compose_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corkboard.settings import Settings

AIRFLOW = "corkboard/airflow:"  # made when somebody asks for it
POLL_S = 0.5


def names_of(settings: Settings) -> list[str]:
    """Return the images of a stack, Airflow's where it is here.

    Raises:
        PreflightError: Another one is not here.
    """
    compose = compose_of(settings)
    missing = compose.missing_images()
    if absent := [name for name in missing if not name.startswith(AIRFLOW)]:
        raise PreflightError(
            f"there is no image {absent[0]} yet", hint="make it first: corkboard --engine docker up"
        )
    return [name for name in compose.images() if name not in missing]


def save(names: Sequence[str], file: Path, advance: Callable[[int], None]) -> None:
    """Write images into a file, whole or not at all.

    Args:
        names: The images.
        file: A tar archive, as ``docker load`` takes it.
        advance: Told how many bytes have been written.

    Raises:
        CorkboardError: Docker cannot; carries its words.
    """
    draft = file.with_name(f"{file.name}.part")
    try:
        _run(["docker", "save", "--output", str(draft), *names], lambda: advance(_size(draft)))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def load(file: Path) -> list[str]:
    """Take the images of a file, and return their names.

    Raises:
        CorkboardError: It is no such file; carries Docker's words.
    """
    said = _run(["docker", "load", "--input", str(file)], lambda: None)
    return sorted(line.partition(": ")[2] for line in said.splitlines() if line.startswith("Loaded image"))


def _run(command: list[str], watch: Callable[[], None]) -> str:
    """Run a command, look at it while it runs, and return what it printed."""
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            while process.poll() is None:
                watch()
                time.sleep(POLL_S)
            said, complained = process.communicate()
    except FileNotFoundError as error:
        raise PreflightError("there is no docker command here", hint="install Docker") from error
    if process.returncode:
        raise failure(command, complained)
    return said


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
