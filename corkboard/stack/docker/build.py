"""What Docker says while it makes images, in fewer words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEGUN = re.compile(r"^#(\d+) \[(\S+)(?: \S+)? +(\d+/\d+)\]")
DONE = re.compile(r"^#(\d+) DONE (\d+(?:\.\d+)?)s")
SHOWN_S = 1.0


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
