"""Folders are removed whole, or an error says what is left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from pathlib import Path


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; one that is not there is fine.

    Raises:
        CorkboardError: Something in it is left; names it.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        if folder.exists():  # somebody else took a file of it away meanwhile
            remove_folder(folder)
    except OSError as error:
        raise CorkboardError(
            f"{folder} was not removed: {error}", hint="see what holds it, then run it again"
        ) from error
