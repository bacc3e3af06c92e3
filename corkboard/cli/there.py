"""Where a verb runs: here, or on the EC2 client, which alone reaches Kafka and the database on AWS."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.settings import Settings

HELP = frozenset(("-h", "--help"))


def leave_to_machine(settings: Settings, verb: Sequence[str]) -> None:
    """Run a verb on the EC2 client and end with its exit code; do nothing where this machine runs it.

    Help is this machine's affair.

    Args:
        settings: Of which target.
        verb: The words behind ``corkboard``, such as ``["post", "--all"]``.

    Raises:
        UnavailableError: The machine did not take it.
    """
    if not settings.machine or HELP.intersection(verb):
        return
    from corkboard.targets import machine

    to_stderr = partial(typer.echo, err=True)
    raise typer.Exit(machine.run(settings, verb, out=typer.echo, err=to_stderr))
