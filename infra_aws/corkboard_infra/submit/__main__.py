"""``python -m corkboard_infra.submit [options]``: the batch, on EMR Serverless or on Databricks."""

from __future__ import annotations

import secrets
import sys
import time
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import typer

from corkboard import clients, program
from corkboard.errors import PreflightError, UnavailableError, WaitTimeoutError
from corkboard.settings import load
from corkboard.targets.opening import answering
from corkboard_infra import prices
from corkboard_infra.files import CHECKOUT, wheel
from corkboard_infra.submit.databricks import Batch, WorkspaceRun, parameters
from corkboard_infra.submit.request import LONGEST_MINUTES, check, price, request, uploads
from corkboard_infra.submit.run import Run
from corkboard_infra.submit.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings

POLL_S = 5.0
LONGEST_S = (LONGEST_MINUTES + 60) * 60  # a run that has to wait for its turn included
OUT_OF_SIGHT = (PreflightError, UnavailableError, WaitTimeoutError)


class Runs(Protocol):
    """A run, wherever it is."""

    def start(self) -> str:
        """Start it; return its id."""

    def follow(self) -> dict[str, Any]:
        """Show how it goes, and return how it ended."""

    def cancel(self) -> None:
        """End it."""


def main(arguments: Sequence[str]) -> None:
    """Upload the program, run it where the settings say, and say how it went.

    Raises:
        CorkboardError: A setting is missing, the place refuses, or the run failed.
    """
    settings = load()
    if settings.spark.runner == "databricks":
        _on_databricks(settings, arguments)
    else:
        _on_emr(settings, arguments)


def _on_databricks(settings: Settings, arguments: Sequence[str]) -> None:
    given, workspace = parameters(settings, arguments), Workspace(settings)
    batch = Batch.of(settings, given, wheel(), CHECKOUT / "services" / "databricks" / "notebooks")
    run = WorkspaceRun(workspace, batch, say=_say, wait=pausing(LONGEST_S))
    try:
        told = carry_out(run, _say)
    finally:
        run.clean()
    _say(f"the notebook said: {told.get('result', 'nothing')}")


def _on_emr(settings: Settings, arguments: Sequence[str]) -> None:
    check(settings, arguments)
    code, entry = wheel()[1], (resources.files("corkboard_infra.submit") / "entry.py").read_bytes()
    files = uploads(settings.prefix, code, entry)
    s3 = clients.s3(settings)
    with answering(settings.aws, "s3"):
        s3.put_object(Bucket=files.bucket, Key=files.code_key, Body=code)
        s3.put_object(Bucket=files.bucket, Key=files.entry_key, Body=entry)
    asked = request(settings, arguments, files, f"run-{secrets.token_hex(8)}")
    emr, logs = (clients.aws(settings, name) for name in ("emr-serverless", "logs"))
    run = Run(settings.aws, emr, logs, asked, say=_say, wait=pausing(LONGEST_S))
    _say(cost_sentence(carry_out(run, _say)))


def carry_out(run: Runs, say: Callable[[str], None]) -> dict[str, Any]:
    """Start a run, follow it to its end, and return how it ended; Ctrl-C cancels it.

    Raises:
        CorkboardError: It failed, or can be followed no more; then it was said that it may go on.
    """
    identity = run.start()
    say(f"run {identity} has begun; Ctrl-C cancels it")
    try:
        return _followed(run, say)
    except OUT_OF_SIGHT:
        say(f"run {identity} may go on there, and nobody here watches it")
        raise


def _followed(run: Runs, say: Callable[[str], None]) -> dict[str, Any]:
    try:
        return run.follow()
    except KeyboardInterrupt:
        run.cancel()
        say("cancelled; the tables are as the last commit left them")
        raise


def pausing(longest_s: float, pause_s: float = POLL_S) -> Callable[[], None]:
    """Return what waits between two looks at a run.

    Args:
        longest_s: From now on; a wait behind that raises ``WaitTimeoutError``.
        pause_s: One wait.
    """
    began = time.monotonic()

    def pause() -> None:
        if (waited_s := time.monotonic() - began) > longest_s:
            raise WaitTimeoutError("the run", waited_s=waited_s, last="it goes on")
        time.sleep(pause_s)

    return pause


def cost_sentence(ended: dict[str, Any]) -> str:
    """Return what a run cost, in words."""
    billed = ended.get("billedResourceUtilization")
    if not billed:
        return "EMR does not say yet what was billed"
    usd, noted = price(billed, prices.table()), prices.table()["spark_cpu"].noted
    used = f"{billed.get('vCPUHour', 0):g} vCPU hours and {billed.get('memoryGBHour', 0):g} GB hours"
    return f"{usd:.4f} USD for {used}, by the prices noted on {noted}; disks are not counted"


def _say(line: str) -> None:
    typer.echo(line, err=True)


if __name__ == "__main__":
    program.run(lambda: main(sys.argv[1:]))
