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
    """Yield each new line with its file's name, for ever; a rotated file is read to its end first."""
    tails = {name: Tail(path) for name, path in paths.items()}
    while True:
        for name, tail in tails.items():
            for line in tail.new_lines():
                yield name, line
        time.sleep(POLL_S)


class Tail:
    """What comes to a log from now on.

    Args:
        path: The log; rotated, it is called ``<path>.1``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode, self._place = _look(path)

    def new_lines(self) -> list[str]:
        """Return the whole lines that came since the last call."""
        inode, size = _look(self._path)
        lines: list[str] = []
        if inode != self._inode:
            before = self._path.with_name(f"{self._path.name}.1")
            lines = self._read(before) if self._inode and _look(before)[0] == self._inode else []
            self._inode, self._place = inode, 0
        elif size < self._place:
            self._place = 0
        return lines + (self._read(self._path) if inode else [])

    def _read(self, path: Path) -> list[str]:
        try:
            with path.open("rb") as file:
                file.seek(self._place)
                content = file.read()
        except FileNotFoundError:  # rotated this very moment
            return []
        whole = content[: content.rfind(b"\n") + 1]
        self._place += len(whole)
        return whole.decode(errors="replace").splitlines()


def _look(path: Path) -> tuple[int, int]:
    """Return a file's inode and size; noughts when there is no file."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_ino, status.st_size
