"""Plain Python's ``/dbfs/...``: the same names as on Databricks, without such a folder on this machine.

What opens, lists, makes, moves and removes files in Python's own library is wrapped for the process; what
compiled libraries open by themselves is not, and needs ``local_path``.
"""

from __future__ import annotations

import builtins
import functools
import io
import os
import time
from typing import TYPE_CHECKING, Any

from corkboard import control
from corkboard_databricks.dbfs.paths import is_local_name, local_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

ONE_PATH = (
    *(("builtins", "open"), ("io", "open")),
    *(("os", name) for name in ("open", "listdir", "scandir", "stat", "lstat", "access", "mkdir", "rmdir")),
    *(("os", name) for name in ("remove", "unlink", "utime", "chmod", "truncate", "readlink", "chdir")),
)
TWO_PATHS = (("os", "rename"), ("os", "replace"), ("os", "link"), ("os", "symlink"))
MODULES = {"builtins": builtins, "io": io, "os": os}
FRESH_S = 2.0
LOOK_S = 600


class Redirect:
    """Leads ``/dbfs/...`` to where it lies, for this process from ``install`` on.

    Args:
        settings: The stack.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._looked_at: dict[str, float] = {}
        self._is_busy = False

    def install(self) -> None:
        """Wrap Python's functions."""
        for count, names in ((1, ONE_PATH), (2, TWO_PATHS)):
            for module, name in names:
                setattr(MODULES[module], name, self._wrapped(getattr(MODULES[module], name), count))

    def _wrapped(self, function: Callable[..., Any], count: int) -> Callable[..., Any]:
        @functools.wraps(function)
        def redirected(*arguments: Any, **named: Any) -> Any:
            return function(*map(self._led, arguments[:count]), *arguments[count:], **named)

        return redirected

    def _led(self, path: Any) -> Any:
        """Return where a path of DBFS lies; anything else as it is."""
        text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
        if not isinstance(text, str) or not is_local_name(text):
            return path
        found = str(local_path(text, self._settings))
        self._look(found)
        return found

    def _look(self, path: str) -> None:
        """Bring the mirror up to date that may hold a path, once in a while."""
        folder = "/".join(path.removeprefix(str(self._settings.dbfs_dir)).split("/")[:3])
        now_s = time.monotonic()
        if self._is_busy or now_s - self._looked_at.get(folder, -FRESH_S) < FRESH_S:
            return
        self._is_busy = True
        try:
            control.ask(self._settings, "look", timeout_s=LOOK_S, path=path)
        finally:
            self._is_busy = False
            self._looked_at[folder] = time.monotonic()
