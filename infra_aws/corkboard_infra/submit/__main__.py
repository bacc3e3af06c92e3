"""``python -m corkboard_infra.submit [options]``: the batch, on EMR Serverless or on Databricks."""

from __future__ import annotations

import secrets
import sys
import time
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import typer
from botocore.exceptions import BotoCoreError, ClientError

from corkboard import clients, program
from corkboard.errors import UnavailableError
from corkboard.settings import load
from corkboard_infra import prices
from corkboard_infra.files import CHECKOUT, wheel
from corkboard_infra.submit.request import check, price, request, uploads
from corkboard_infra.submit.run import Run
from corkboard_infra.submit.workspace import Batch, Workspace, WorkspaceRun, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings
    from corkboard_infra.submit.request import Uploads

POLL_S = 5.0


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
    notebooks = CHECKOUT / "services" / "databricks" / "notebooks"
    batch = Batch.of(settings, parameters(settings, arguments), wheel(), notebooks)
    run = WorkspaceRun(Workspace(settings), batch, say=_say, wait=lambda: time.sleep(POLL_S))
    try:
        told = carry_out(run, _say)
    finally:
        run.clean()
    _say(f"the notebook said: {told.get('result', 'nothing')}")


def _on_emr(settings: Settings, arguments: Sequence[str]) -> None:
    check(settings, arguments)
    code, entry = wheel()[1], (resources.files("corkboard_infra.submit") / "entry.py").read_bytes()
    files = uploads(settings.prefix, code, entry)
    _upload(clients.s3(settings), files, code, entry)
    asked = request(settings, arguments, files, f"run-{secrets.token_hex(8)}")
    emr, logs = (clients.aws(settings, name) for name in ("emr-serverless", "logs"))
    run = Run(emr, logs, asked, say=_say, wait=lambda: time.sleep(POLL_S))
    _say(cost_sentence(carry_out(run, _say)))


def carry_out(run: Runs, say: Callable[[str], None]) -> dict[str, Any]:
    """Start a run, follow it to its end, and return how it ended; Ctrl-C cancels it.

    Raises:
        CorkboardError: It failed.
    """
    say(f"run {run.start()} has begun; Ctrl-C cancels it")
    try:
        return run.follow()
    except KeyboardInterrupt:
        run.cancel()
        say("cancelled; the tables are as the last commit left them")
        raise


def cost_sentence(ended: dict[str, Any]) -> str:
    """Return what a run cost, in words."""
    billed = ended.get("billedResourceUtilization")
    if not billed:
        return "EMR does not say yet what was billed"
    usd, noted = price(billed, prices.table()), prices.table()["spark_cpu"].noted
    used = f"{billed.get('vCPUHour', 0):g} vCPU hours and {billed.get('memoryGBHour', 0):g} GB hours"
    return f"{usd:.4f} USD for {used}, by the prices noted on {noted}; disks are not counted"


def _upload(s3: Any, files: Uploads, code: bytes, entry: bytes) -> None:
    try:
        s3.put_object(Bucket=files.bucket, Key=files.code_key, Body=code)
        s3.put_object(Bucket=files.bucket, Key=files.entry_key, Body=entry)
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError(
            f"the program cannot be put into {files.bucket}: {error}", service="s3", hint="corkboard aws plan"
        ) from error


def _say(line: str) -> None:
    typer.echo(line, err=True)


if __name__ == "__main__":
    program.run(lambda: main(sys.argv[1:]))
