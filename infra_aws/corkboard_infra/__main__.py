"""``corkboard aws``, or ``python -m corkboard_infra``: the same pipeline on AWS."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corkboard import program
from corkboard.settings import load
from corkboard_infra import (
    allowed,
    callers,
    golden,
    overview,
    policies,
    prices,
    profiles,
    rules,
    screen,
    verbs,
    verified,
)
from corkboard_infra import bill as bills
from corkboard_infra.checked import checked_templates
from corkboard_infra.files import Files, built, placeholders
from corkboard_infra.options import Clients, Json, ProfileName  # noqa: TC001 - typer reads them when it runs
from corkboard_infra.synthesis import NOBODY, templates

app = typer.Typer(
    name="corkboard aws",
    help="The same pipeline on AWS: up, down, status and shell need an account, the other verbs none.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (verbs.up, verbs.down, verbs.status):
    app.command()(verb)
app.command("shell")(verbs.shell_)


@app.command()
def plan(
    profile: ProfileName = profiles.DEFAULT.name,
    *,
    clients: Clients = NOBODY,
    as_json: Json = False,
) -> None:
    """Show which stacks a deployment would have, what they make, and that every rule holds."""
    chosen, settings = profiles.profile_named(profile), load({"target": "aws"})
    with tempfile.TemporaryDirectory() as folder:
        files, out = placeholders(Path(folder)), Path(folder) / "out"
        made = checked_templates(settings, chosen, files, out=out, clients=clients)
    stacks = overview.views(made, chosen, settings, prices.table())
    if as_json:
        screen.print_json(profile=profile, prefix=settings.prefix, stacks=[asdict(one) for one in stacks])
        return
    screen.say(f"profile {profile}, prefix {settings.prefix}: {chosen.purpose}")
    screen.show_stacks(stacks)
    total = sum(one.usd_per_hour for one in stacks)
    screen.say(
        f"{sum(one.resources for one in stacks)} resources, {total:.3f} USD an hour while nothing happens",
        f"{len(rules.RULES)} rules hold",
        *([chosen.gap] if chosen.gap else []),
        *([f"nobody may call the API: {callers.HINT}"] if clients == NOBODY else []),
        *(["names of buckets are the world's: choose --prefix"] if settings.prefix == "corkboard" else []),
        verified.sentence(profile),
    )


@app.command()
def cost(
    profile: ProfileName = profiles.DEFAULT.name,
    *,
    hours: Annotated[float | None, typer.Option(min=0.0, help="How long; a month by default.")] = None,
    as_json: Json = False,
) -> None:
    """Say what a deployment costs while nothing happens, and what is paid by use; needs no CDK."""
    chosen, settings, table = profiles.profile_named(profile), load({"target": "aws"}), prices.table()
    lines, used = bills.bill(chosen, settings, table), bills.by_use(chosen, table)
    span = prices.HOURS_PER_MONTH if hours is None else hours
    if as_json:
        shown = [{**asdict(line), "usd_per_hour": line.usd_per_hour} for line in lines]
        sums = {"hours": span, "usd": bills.usd(lines, span), "usd_per_hour": bills.usd(lines, 1)}
        screen.print_json(profile=profile, **sums, lines=shown, by_use=[asdict(price) for price in used])
        return
    screen.show_bill(lines, hours)
    screen.show_use(used)
    unseen = sum(1 for line in lines if not line.price.seen)
    screen.say(
        f"on demand in us-east-1, without tax, as noted on {max(one.noted for one in table.values())};"
        f" {unseen} of {len(lines)} prices were compared with nothing",
        verified.sentence(profile),
    )


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="The folder that gets the files.", file_okay=False)],
) -> None:
    """Build what is uploaded with the stacks: the Connect plugin, the REST proxy. Needs a checkout."""
    files = built(load({"target": "aws"}), out)
    typer.echo(f"{files.plugin}\n{files.proxy}")


@app.command()
def synth(
    profile: ProfileName = profiles.DEFAULT.name,
    *,
    clients: Annotated[str, typer.Option(help="Who may call the API, such as 203.0.113.7/32.")],
    files: Annotated[Path, typer.Option(help="What 'build' built.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Option(help="The folder that gets the assembly.", file_okay=False)],
) -> None:
    """Write the assembly that the CDK's own command deploys: cdk deploy --app FOLDER --all."""
    chosen = profiles.profile_named(profile)
    made = checked_templates(load({"target": "aws"}), chosen, Files.of(files), out=out, clients=clients)
    said = (f"{len(made)} stacks in {out}", chosen.gap, verified.sentence(profile))
    typer.echo("\n".join(filter(None, said)))


@app.command(hidden=True)
def policy(
    cluster: Annotated[str, typer.Argument(help="The ARN of a Kafka cluster.")],
) -> None:
    """Print what the client machine may do with a cluster, for who plays it here; needs no CDK."""
    arns = policies.KafkaArns.of(cluster)
    typer.echo(json.dumps(allowed.client_machine(load(), arns), indent=2))


@app.command("golden", hidden=True)
def renew() -> None:
    """Write the committed templates anew; then look at the difference."""
    settings = load({"target": "aws", "home": tempfile.gettempdir()}, environ={})
    for profile in profiles.PROFILES.values():
        with tempfile.TemporaryDirectory() as folder:
            made = templates(settings, profile, placeholders(Path(folder)), out=Path(folder) / "out")
        for path in golden.write(profile.name, made):
            typer.echo(path.relative_to(golden.FOLDER))


if __name__ == "__main__":
    program.run(app)
