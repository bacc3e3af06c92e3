"""The verbs that are programs of their own: each service owns its options and its help."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import typer

from corkboard.errors import CorkboardError
from corkboard.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings

STOP_TIMEOUT_S = 60
POLL_S = 0.5


def seed_database(settings: Settings, *options: str) -> None:
    """Fill the database as the settings say; filled so already, nothing changes."""
    size = ["--rows", str(settings.stack.rows), "--seed", str(settings.stack.seed)]
    run_quietly(settings, "corkboard_database", ["seed", *size, *options, "--json"])


def run_quietly(
    settings: Settings,
    module: str,
    arguments: Sequence[str],
    *,
    while_running: Callable[[], None] | None = None,
) -> str:
    """Run a service without showing its output.

    Args:
        settings: Which stack.
        module: The service.
        arguments: Its options.
        while_running: Called about twice a second.

    Returns:
        What it wrote to standard output.

    Raises:
        CorkboardError: It failed; carries the last lines it wrote to standard error.
    """
    command = [sys.executable, "-m", module, *arguments]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        with subprocess.Popen(
            command, env=child_environment(settings), stdout=said, stderr=complained
        ) as process:
            _wait(process, while_running)
        complained.seek(0)
        said.seek(0)
        if process.returncode:
            words = "".join(complained.readlines()[-15:])
            raise CorkboardError(f"{module} ended with exit code {process.returncode}\n{words}")
        return said.read()


def _wait(process: subprocess.Popen[bytes], while_running: Callable[[], None] | None) -> None:
    """Wait for a service; on Ctrl-C give it time to clean up."""
    try:
        while True:
            try:
                process.wait(POLL_S)
            except subprocess.TimeoutExpired:
                if while_running:
                    while_running()
            else:
                return
    except KeyboardInterrupt:
        process.wait(STOP_TIMEOUT_S)
        raise


def seed(context: typer.Context) -> None:
    """Fill the database with generated posts (see: corkboard seed --help)."""
    _pass_on(context, "corkboard_database", ["seed", *context.args])


def post(context: typer.Context) -> None:
    """Post rows as users do, through the gateway (see: corkboard post --help)."""
    _pass_on(context, "corkboard_emulator", context.args)


def batch(context: typer.Context) -> None:
    """Clean what has landed in S3 into Delta tables, with Spark (see: corkboard batch --help)."""
    _pass_on(context, "corkboard_spark.batch", context.args)


def report(context: typer.Context) -> None:
    """Answer the domain's questions from the clean tables (see: corkboard report --help)."""
    _pass_on(context, "corkboard_spark.report", context.args)


def _pass_on(context: typer.Context, module: str, arguments: Sequence[str]) -> None:
    raise typer.Exit(_run(context.obj.settings(), module, arguments))


def _run(settings: Settings, module: str, arguments: Sequence[str]) -> int:
    """Run a module; Ctrl-C reaches it directly, and it is waited for while it cleans up."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, env=child_environment(settings)) as process:
        previous = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait(STOP_TIMEOUT_S)
            process.kill()
            return process.wait()
        finally:
            signal.signal(signal.SIGTERM, previous)
