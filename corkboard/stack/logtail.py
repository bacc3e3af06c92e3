"""The ends of log files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TAIL_BYTES = 1 << 16
POLL_S = 0.2


def last_lines(path: Path, count: int) -> str:
    """Return a file's last lines; empty when there is no file."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-count:])


def follow(paths: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield each new line with its file's name, for ever; a file that was rotated is opened anew."""
    places = {name: path.stat().st_size if path.exists() else 0 for name, path in paths.items()}
    while True:
        for name, path in paths.items():
            for line in _new_lines(path, name, places):
                yield name, line
        time.sleep(POLL_S)


def _new_lines(path: Path, name: str, places: dict[str, int]) -> list[str]:
    if not path.exists():
        return []
    if path.stat().st_size < places[name]:
        places[name] = 0
    with path.open("rb") as file:
        file.seek(places[name])
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    places[name] += len(whole)
    return whole.decode(errors="replace").splitlines()
