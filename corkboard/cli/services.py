"""The verbs that are programs of their own: each service owns its options, its help and its JSON."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from importlib import util
from typing import TYPE_CHECKING, NoReturn

import typer

from corkboard.cli.there import HELP, leave_to_machine
from corkboard.errors import PreflightError, ServiceError, WaitTimeoutError
from corkboard.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings

STOP_TIMEOUT_S = 60
POLL_S = 0.5
END_TIMEOUT_S = 5
SHOWN_LINES = 15
ARROW = "→"
EVENT = "{"  # a log line; what the service wants to say is not one
SEED_ROWS_PER_S = 2000  # a tenth of what is measured


def seed_database(settings: Settings, *options: str, timeout_s: float | None = None) -> None:
    """Fill the database as the settings say; filled so already, nothing changes.

    Args:
        settings: Which stack, how many rows, and what they are made from.
        options: Of ``corkboard seed``.
        timeout_s: How long it may take; by default what that many rows could need at the most.
    """
    rows = settings.stack.rows
    size = ["--rows", str(rows), "--seed", str(settings.stack.seed)]
    limit_s = 60 + rows / SEED_ROWS_PER_S if timeout_s is None else timeout_s
    run_quietly(settings, "corkboard_database", ["seed", *size, *options, "--json"], timeout_s=limit_s)


def run_quietly(
    settings: Settings,
    module: str,
    arguments: Sequence[str],
    *,
    timeout_s: float,
    while_running: Callable[[], None] = lambda: None,
) -> str:
    """Run a service without showing its output.

    Args:
        settings: Which stack.
        module: The service.
        arguments: Its options.
        timeout_s: How long it may take.
        while_running: Called about twice a second.

    Returns:
        What it wrote to standard output.

    Raises:
        ServiceError: It failed; keeps its exit code, and carries the last lines it wrote to standard error.
        WaitTimeoutError: It took too long, and was ended.
    """
    command, environment = _command(settings, module, arguments)
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        with subprocess.Popen(command, env=environment, stdout=said, stderr=complained) as process:
            is_done = _wait(process, timeout_s, while_running)
        complained.seek(0)
        said.seek(0)
        words = complained.readlines()[-SHOWN_LINES:]
        if not is_done:
            raise WaitTimeoutError(module, waited_s=timeout_s, last=words[-1].strip() if words else "nothing")
        if process.returncode:
            raise _failure(module, process.returncode, words)
        return said.read()


def _failure(module: str, code: int, words: Sequence[str]) -> ServiceError:
    """Return what a service that failed said; its last arrow is the next step."""
    said = [line for line in words if not line.lstrip().startswith((ARROW, EVENT))]
    hints = [line.strip().removeprefix(ARROW).strip() for line in words if line.lstrip().startswith(ARROW)]
    message = f"{module} ended with exit code {code}\n{''.join(said)}".rstrip()
    return ServiceError(message, exit_code=code, hint=hints[-1] if hints else "")


def _wait(process: subprocess.Popen[bytes], timeout_s: float, while_running: Callable[[], None]) -> bool:
    """Wait for a service and say whether it ended by itself in time; whatever happens, it has ended."""
    deadline = time.monotonic() + timeout_s
    try:
        while time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(min(POLL_S, timeout_s))
                return True
            while_running()
    except KeyboardInterrupt:
        _let_end(process)  # the terminal has interrupted it as well
        raise
    except BaseException:
        process.terminate()
        _let_end(process)
        raise
    process.terminate()
    _let_end(process, wait_s=END_TIMEOUT_S)
    return False


def _let_end(process: subprocess.Popen[bytes], wait_s: float = STOP_TIMEOUT_S) -> int:
    """Give a service that was told to end time to clean up, and kill it afterwards; return its exit code."""
    try:
        return process.wait(wait_s)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        return process.wait()


def seed(context: typer.Context) -> None:
    """Fill the database with generated posts (see: corkboard seed --help)."""
    leave_to_machine(context.obj.stack_settings(), ["seed", *context.args])
    _pass_on(context, "corkboard_database", ["seed", *context.args])


def post(context: typer.Context) -> None:
    """Post rows as users do, through the gateway (see: corkboard post --help)."""
    leave_to_machine(context.obj.stack_settings(), ["post", *context.args])
    _pass_on(context, "corkboard_emulator", context.args)


def batch(context: typer.Context) -> None:
    """Clean what has landed in S3 into Delta tables, with Spark (see: corkboard batch --help)."""
    if context.obj.settings().spark.runner != "local" and not HELP.intersection(context.args):
        _pass_on(context, "corkboard_infra.submit", context.args)
    _pass_on(context, "corkboard_spark.batch", context.args)


def stream(context: typer.Context) -> None:
    """Clean what comes through Kinesis into Delta tables, with Spark (see: corkboard stream --help)."""
    _pass_on(context, "corkboard_spark.stream", context.args)


def report(context: typer.Context) -> None:
    """Answer the domain's questions from the clean tables (see: corkboard report --help)."""
    _pass_on(context, "corkboard_spark.report", context.args)


def notebook(context: typer.Context) -> None:
    """Run notebooks written for Databricks as they are (see: corkboard notebook run --help)."""
    settings = context.obj.stack_settings()
    if settings.stack.engine == "docker":
        from corkboard.stack.docker import notebooks

        raise typer.Exit(notebooks.run(settings, context.args))
    _pass_on(context, "corkboard_databricks.notebook", context.args)


def aws(context: typer.Context) -> None:
    """The same pipeline on AWS: plan, cost, up, status, shell, down (see: corkboard aws --help)."""
    if util.find_spec("corkboard_infra") is None:
        raise PreflightError("an image has no infra_aws", hint="use a checkout, or the installed wheel")
    words, environment = _command(context.obj.settings(is_mending=True), "corkboard_infra", context.args)
    os.execvpe(words[0], words, environment)  # noqa: S606 - a shell has no part in it


def _pass_on(context: typer.Context, module: str, arguments: Sequence[str]) -> NoReturn:
    """Become the service: Ctrl-C, exit code and memory are its own."""
    words, environment = _command(context.obj.stack_settings(), module, arguments)
    os.execvpe(words[0], words, environment)  # noqa: S606 - a shell has no part in it


def _command(settings: Settings, module: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command of a service and its environment; Spark runs where the stack has it."""
    package, _, program = module.partition(".")
    if settings.stack.engine == "docker" and package == "corkboard_spark":
        from corkboard.stack.docker.project import spark_command

        return spark_command(settings, program, arguments)
    return [sys.executable, "-m", module, *arguments], child_environment(settings)
