"""How a program of ours ends: what went wrong is a sentence on standard error, and an exit code."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from corkboard.errors import CorkboardError, naming
from corkboard.settings import DEFAULT_NAME, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INTERRUPTED = 130  # as shells say it: 128, and SIGINT's number


def run(command: Callable[[], object], *, name: str = "") -> None:
    """Run a command to its end, and end the process where that was an error or Ctrl-C.

    Args:
        command: What the process is for; a typer application ends the process itself when all went well.
        name: What an error's sentence begins with.
    """
    try:
        command()
    except CorkboardError as error:
        told = addressed(str(error))
        typer.echo(f"{name}: {told}" if name else told, err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def addressed(words: str, said: Mapping[str, Any] | None = None) -> str:
    """Return what a person is told, with this stack's name in each command that it tells them to type.

    Args:
        words: Such as ``run 'corkboard up'``.
        said: What the command line says, in the settings' own shape.
    """
    with suppress(CorkboardError):  # with wrong settings there is no name
        name = load(said, is_mending=True).name
        return words if name == DEFAULT_NAME else naming(name, words)
    return words
