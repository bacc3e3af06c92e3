"""How a program of ours ends: what went wrong is a sentence on standard error, and an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from collections.abc import Callable

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
        typer.echo(f"{name}: {error}" if name else str(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
