"""``dbutils`` as a whole, and its help."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("data", "fs", "jobs", "library", "notebook", "secrets", "widgets")


@dataclass(slots=True)
class DBUtils:
    """``dbutils``.

    Attributes:
        fs: Files; given by the cluster.
        show: Shows a line of help.
    """

    fs: Any
    widgets: Any
    secrets: Any
    notebook: Any
    library: Any
    jobs: Any
    data: Any
    show: Callable[[str], None]

    def __post_init__(self) -> None:
        """Give each room its own help: ``dbutils.fs.help()``."""
        for name in NAMES:
            room = getattr(self, name)
            if room is not None:
                room.help = partial(self._help_of, name)

    def _help_of(self, name: str, method: str = "") -> None:
        """Show what a room has, or one of its methods."""
        lines = [line for line in _methods(getattr(self, name)) if line.startswith(method)]
        self.show("\n".join(lines))

    def help(self, name: str = "") -> None:
        """Show what there is, or what a room has: ``dbutils.help("fs")``."""
        room = getattr(self, name) if name in NAMES else None
        lines = _methods(room) if room is not None else [f"{one}: dbutils.help({one!r})" for one in NAMES]
        self.show("\n".join(lines))


def _methods(room: Any) -> list[str]:
    """Return a line for each method: its signature, and the first line of its documentation."""
    found = inspect.getmembers(room, callable)
    return [
        f"{name}{inspect.signature(method)}: {(inspect.getdoc(method) or '').partition(chr(10))[0]}"
        for name, method in found
        if not name.startswith("_")
    ]
