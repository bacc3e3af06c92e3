"""One stack as a project of Compose, and the programs that run in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError
from corkboard.settings import DEFAULT_NAME, child_environment
from corkboard.stack.docker import checkout, choices
from corkboard.stack.docker.compose import Compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.settings import Settings
    from corkboard.stack.docker.choices import Choices

LEAST_COMPOSE = (2, 24)


def name_of(settings: Settings) -> str:
    """Return Compose's name of a stack."""
    return "corkboard" if settings.name == DEFAULT_NAME else f"corkboard-{settings.name}"


def compose_of(settings: Settings, chosen: Choices | None = None) -> Compose:
    """Return Docker Compose on a stack, with what it was brought up with when nothing else is chosen."""
    chosen = chosen or choices.read(settings) or choices.first()
    files = [checkout.FILE, *([checkout.OFFLINE] if chosen.is_offline else [])]
    environment = {**child_environment(settings), **chosen.variables(settings)}
    return Compose(checkout.find(settings.home), name_of(settings), files, environment)


def version(settings: Settings) -> str:
    """Return what answers here: Docker's daemon, and Compose, which must know ``start_interval``.

    Raises:
        PreflightError: One is absent, too old, or does not answer.
    """
    compose = compose_of(settings)
    daemon, plugin = compose.versions()
    if tuple(map(int, plugin.split(".")[:2])) < LEAST_COMPOSE:
        needed = ".".join(map(str, LEAST_COMPOSE))
        raise PreflightError(f"Compose {plugin} is too old", hint=f"install Compose {needed} or later")
    return f"Docker {daemon}, Compose {plugin}"


def spark_command(
    settings: Settings, program: str, arguments: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """Return the command, and its environment, that runs a program in the stack's Spark image.

    It sees the stack's folder, and the one of this process, under the names they have here. Root's own folder
    it does not see: containers write as another user.
    """
    states = settings.state_dir.parent
    shared = ["--volume", f"{states}:{states}", "--env", f"CORKBOARD_HOME={settings.home}"]
    if os.getuid():
        shared += ["--volume", f"{Path.cwd()}:{Path.cwd()}", "--workdir", str(Path.cwd())]
    run = ("run", "--rm", "--no-deps", *shared)
    return compose_of(settings).command(*run, *terminal(), "spark", program, *arguments)


def exec_command(settings: Settings, service: str, words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command, and its environment, that runs a program in a container that is up."""
    return compose_of(settings).command("exec", *terminal(), service, *words)


def terminal() -> tuple[str, ...]:
    """Return the option that keeps Docker from wanting a terminal where there is none."""
    return () if sys.stdout.isatty() and sys.stdin.isatty() else ("-T",)
