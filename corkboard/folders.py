"""Folders are removed whole, or an error says what is left."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

GOING = ".going"  # ends the name of a folder that is being removed


def remove_at_once(folder: Path) -> None:
    """Remove a folder that others may be writing to: it is gone first, and then emptied.

    Who goes on writing makes a new one. What an earlier call did not come to the end of goes too.

    Raises:
        CorkboardError: Something in it is left; names it.
    """
    going = folder.with_name(f"{folder.name}{GOING}")
    remove_folder(going)
    try:
        folder.rename(going)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _left(folder, error) from error
    remove_folder(going)


def require_writable(file: Path, option: str) -> None:
    """Raise UsageError where a file could not be written: it is said before the work, not after it.

    Args:
        file: It, and the folders above it, may be absent.
        option: What named it, such as ``--html``.
    """
    there = next(place for place in (file, *file.absolute().parents) if place.exists())
    if not os.access(there, os.W_OK) or not (there.is_dir() or there == file):
        raise UsageError(f"{option} {file}: {there} cannot be written to", hint="name another folder")


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
        raise _left(folder, error) from error


def _left(folder: Path, error: OSError) -> CorkboardError:
    return CorkboardError(f"{folder} was not removed: {error}", hint="see what holds it, then run it again")
