"""``dbutils.fs`` as a notebook has it: the cluster's files, with an eye on the notebook's own streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class NotebookFiles:
    """The cluster's files.

    Args:
        files: They.
        before_removal: Told a path that is about to be removed.
    """

    def __init__(self, files: Any, before_removal: Callable[[str], None]) -> None:
        self._files = files
        self._before_removal = before_removal

    def rm(self, path: str, recurse: bool = False) -> Any:
        """Remove a file, or a folder with all that is in it."""
        self._before_removal(path)
        return self._files.rm(path, recurse)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def __dir__(self) -> list[str]:
        return dir(self._files)
