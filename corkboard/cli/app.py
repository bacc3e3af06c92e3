"""The command: global options, the verbs, and the one place where errors become words and exit codes."""

from __future__ import annotations

import errno
import sys
from importlib.metadata import version as distribution_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corkboard.cli import (
    client,
    demo,
    destroy,
    doctor,
    down,
    env,
    images,
    logs,
    proofs,
    provision,
    reset,
    services,
    setup,
    status,
    target,
    up,
    wait,
)
from corkboard.cli.globals import Globals, hoist, said
from corkboard.cli.output import emit_json, err
from corkboard.errors import CorkboardError, PreflightError
from corkboard.logs import configure
from corkboard.program import INTERRUPTED, addressed

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""The Pinterest-style AWS data platform on this machine.

[bold]corkboard demo[/] shows everything in a few minutes. By hand:

    corkboard setup          fetch the parts, once
    corkboard up             start MySQL, Kafka, Connect, S3, Kinesis and the gateway
    corkboard post --all     send every post through the gateway (--path stream: to Kinesis)
    corkboard wait           until all of it is in S3
    corkboard batch          clean it with Spark into Delta tables
    corkboard stream         or what comes through Kinesis, as it comes
    corkboard report         answer the questions
    corkboard verify         prove that nothing was lost, doubled or changed
    corkboard down           stop; data stays

Exit codes: 0 ok, 1 unhealthy or failed, 2 usage, 3 this machine lacks something, 4 timeout, 5 refused.

--json prints one document: schemaVersion, command, status, data, error. seed, post, batch, stream and
report are programs of their own and print their data without that envelope.""",
)

PASS_THROUGH = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app.command("setup", rich_help_panel="Stack")(setup.setup)
app.command("up", rich_help_panel="Stack")(up.up)
app.command("status", rich_help_panel="Stack")(status.status)
app.command("logs", rich_help_panel="Stack")(logs.logs)
app.command("down", rich_help_panel="Stack")(down.down)
app.command("reset", rich_help_panel="Stack")(reset.reset)
app.command("destroy", rich_help_panel="Stack")(destroy.destroy)
app.command("doctor", rich_help_panel="Stack")(doctor.doctor)
app.command("provision", rich_help_panel="Stack")(provision.provision)
app.command("env", rich_help_panel="Stack")(env.env)
app.add_typer(images.app, name="images", rich_help_panel="Stack")
app.command("client", context_settings=PASS_THROUGH, rich_help_panel="Stack")(client.client)
app.command("demo", rich_help_panel="Pipeline")(demo.demo)
app.command("seed", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.seed)
app.command("post", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.post)
app.command("wait", rich_help_panel="Pipeline")(wait.wait)
app.command("batch", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.batch)
app.command("stream", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.stream)
app.command("report", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.report)
app.command("notebook", context_settings=PASS_THROUGH, rich_help_panel="Pipeline")(services.notebook)
app.command("verify", rich_help_panel="Pipeline")(proofs.verify)
app.command("trace", rich_help_panel="Pipeline")(proofs.trace)
app.add_typer(target.app, name="target", rich_help_panel="AWS")
app.command("aws", context_settings=PASS_THROUGH, rich_help_panel="AWS")(services.aws)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"corkboard {distribution_version('corkboard-stack')}")
        raise typer.Exit


@app.callback()
def remember(
    context: typer.Context,
    *,
    target: Annotated[str | None, typer.Option(help="local or aws.")] = None,
    engine: Annotated[
        Literal["native", "docker"] | None,
        typer.Option(help="What runs the local stack.", show_default="as it was brought up; native"),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Which local stack; several run side by side.")] = None,
    home: Annotated[Path | None, typer.Option(help="The folder that holds .corkboard.")] = None,
    prefix: Annotated[str | None, typer.Option(help="Prefix of topics, streams and bucket.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Keep the global options for the verb."""
    del version
    context.obj = Globals(target, name, home, prefix, engine)


def main(typed: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code.

    Args:
        typed: The words behind the command's name; the process's own by default.
    """
    arguments = hoist(list(sys.argv[1:] if typed is None else typed))
    configure(level="WARNING")
    try:
        app(arguments, standalone_mode=True)
    except CorkboardError as error:
        error.hint = addressed(error.hint, said(arguments))
        _explain(error, as_json="--json" in arguments)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.errno not in FULL:
            raise
        lack = PreflightError(
            f"{error.strerror}: {error.filename or 'this disk'}", hint="see 'corkboard doctor'"
        )
        _explain(lack, as_json="--json" in arguments)
        sys.exit(lack.exit_code)
    except KeyboardInterrupt:
        err.print("interrupted")
        sys.exit(INTERRUPTED)


def _explain(error: CorkboardError, *, as_json: bool) -> None:
    if as_json:
        details = {"type": type(error).__name__, "message": error.message, "hint": error.hint}
        emit_json("corkboard", None, status="error", error=details)
        return
    err.print("[bold red]error:[/] ", end="")
    err.print(error.message, markup=False, highlight=False, soft_wrap=True)
    if error.hint:
        err.print(f"  → {error.hint}", markup=False, highlight=False, soft_wrap=True)
