"""Images are made: what Docker says meanwhile, in fewer words, and why one cannot be made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, PreflightError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corkboard.stack.docker.compose import Compose

BEGUN = re.compile(r"^#(\d+) \[(\S+)(?: \S+)? +(\d+/\d+)\]")
DONE = re.compile(r"^#(\d+) DONE (\d+(?:\.\d+)?)s")
SHOWN_S = 1.0
FAILED = " > ["
RULE = "------"
SHOWN_LINES = 12
HINT = "mend that and try again, or take the images that are here: corkboard up --no-build"


def make(compose: Compose, services: Sequence[str], report: Callable[[str, str], None]) -> None:
    """Make the images of services that are absent or whose sources changed.

    Args:
        compose: The project.
        services: Their names.
        report: Told an image and what was done, for each step that took a second or longer.

    Raises:
        CorkboardError: One cannot be made; carries its step, and the last lines of that.
    """
    said: list[str] = []

    def listened() -> Iterator[str]:
        for line in compose.lines("build", "--progress", "plain", *services):
            said.append(line)
            yield line

    try:
        for name, told in steps(listened()):
            report(name, told)
    except PreflightError:
        raise
    except CorkboardError as error:
        raise CorkboardError(f"an image cannot be made\n{reason(said)}", hint=HINT) from error


def steps(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the image and what was done, for each step that took a second or longer.

    Args:
        lines: Of ``docker compose build --progress plain``.
    """
    begun: dict[str, tuple[str, str]] = {}
    for line in lines:
        if step := BEGUN.match(line):
            begun[step[1]] = (step[2], step[3])
        elif (done := DONE.match(line)) and float(done[2]) >= SHOWN_S and done[1] in begun:
            name, number = begun[done[1]]
            yield name, f"image, step {number} took {float(done[2]):.0f} s"


def reason(lines: Sequence[str]) -> str:
    """Return the step that failed and the end of what it said, which Docker repeats; else the last lines."""
    begins = [number for number, line in enumerate(lines) if line.startswith(FAILED)]
    if not begins:
        return "\n".join(lines[-SHOWN_LINES:])
    block = list(lines[begins[-1] :])
    end = block.index(RULE) if RULE in block else len(block)
    return "\n".join([block[0].removeprefix(" > "), *block[1:end]])
