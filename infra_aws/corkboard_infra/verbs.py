"""``corkboard aws up``, ``down``, ``status`` and ``shell``: the verbs that need an account.

Each imports AWS' clients when it runs, so that ``plan`` and ``cost`` need none.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from corkboard import catalogue
from corkboard.errors import UsageError
from corkboard.settings import export
from corkboard_infra import callers, overview, prices, profiles, screen, verified
from corkboard_infra.checked import checked_templates
from corkboard_infra.files import Files, built, placeholders
from corkboard_infra.options import (  # noqa: TC001 - typer reads them when it runs
    Account,
    BuiltFiles,
    Clients,
    Json,
    Place,
    ProfileName,
    PublicKey,
    Tunnel,
)
from corkboard_infra.synthesis import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.settings import Settings
    from corkboard_infra.deploy.assembly import Planned
    from corkboard_infra.profiles import Profile

UPLOADED = "kafka"  # the first stack that reads files of ours


def up(
    profile: ProfileName = profiles.DEFAULT.name,
    *,
    clients: Clients = NOBODY,
    given: Account = None,
    files: BuiltFiles = None,
    as_json: Json = False,
) -> None:
    """Deploy: show plan and cost, ask for the account's number, make the stacks. Goes on where it stopped."""
    from corkboard.targets import account
    from corkboard_infra.deploy import consent
    from corkboard_infra.deploy import up as ups
    from corkboard_infra.deploy.cloud import cloud_at, settings_for

    chosen = profiles.profile_named(profile)
    if clients == NOBODY and not chosen.is_emulated:
        raise UsageError("nobody could call the API", hint=callers.HINT)
    cloud = cloud_at(settings_for(chosen))
    actual = account.identity(cloud.settings.aws).account
    ups.refuse_others(cloud, chosen)
    with tempfile.TemporaryDirectory() as folder:
        planned = _planned(cloud.settings, chosen, Path(folder), clients, files)
        screen.note(f"to {cloud.settings.aws.region}, prefix {cloud.settings.prefix}")
        consent.agree(actual, given, _asker(as_json=as_json))
        with _told_how_to_go_on("AWS goes on with the stack that it was told to make"):
            outcomes = ups.deploy(cloud, planned, screen.tell)
    if as_json:
        screen.print_json(account=actual, profile=profile, stacks=[asdict(one) for one in outcomes])
        return
    for one in outcomes:
        screen.say(f"{one.stack}: {one.outcome}", *(f"  {key} = {v}" for key, v in one.outputs.items()))
    screen.say("next: 'corkboard aws status' says what it costs, 'corkboard aws down' ends that")


def down(profile: Place = profiles.DEFAULT.name, *, given: Account = None, as_json: Json = False) -> None:
    """Empty the buckets, delete every stack, list what is left. All data goes. Twice is harmless."""
    from corkboard.targets import account
    from corkboard_infra.deploy import consent, leftovers
    from corkboard_infra.deploy import down as downs
    from corkboard_infra.deploy.cloud import cloud_at, settings_for
    from corkboard_infra.deploy.running import running

    cloud = cloud_at(settings_for(profiles.profile_named(profile)))
    actual = account.identity(cloud.settings.aws).account
    screen.show_running(running(cloud, datetime.now(UTC)), screen.err)
    screen.note(
        f"down deletes all of prefix {cloud.settings.prefix} in {cloud.settings.aws.region}, data too"
    )
    consent.agree(actual, given, _asker(as_json=as_json))
    with _told_how_to_go_on("what was deleted is gone"):
        gone = downs.take_down(cloud, screen.tell, screen.note)
        leftovers.remove_airflow_logs(cloud)
        left = leftovers.find(cloud)
    if as_json:
        screen.print_json(account=actual, deleted=gone, left=[asdict(one) for one in left])
    else:
        screen.say(f"deleted: {', '.join(gone) or 'nothing was there'}")
        screen.show_left(left)
    if left:
        raise typer.Exit(1)


def status(profile: Place = profiles.DEFAULT.name, *, as_json: Json = False) -> None:
    """Show what is there, since when, and what it has cost so far."""
    from corkboard.targets import account
    from corkboard_infra.deploy.cloud import cloud_at, settings_for
    from corkboard_infra.deploy.running import running

    cloud = cloud_at(settings_for(profiles.profile_named(profile)))
    actual = account.identity(cloud.settings.aws).account
    found = running(cloud, datetime.now(UTC))
    if as_json:
        total = {"usd_per_hour": sum(one.usd_per_hour for one in found), "usd": sum(one.usd for one in found)}
        screen.print_json(account=actual, **total, stacks=[asdict(one) for one in found])
        return
    screen.say(f"account {actual}, {cloud.settings.aws.region}, prefix {cloud.settings.prefix}")
    screen.show_running(found, screen.out)


def shell_(*, public_key: PublicKey = None, tunnel: Tunnel = False) -> None:
    """Open a shell on the client machine, by Session Manager; no port is open and no key is made."""
    from corkboard_infra.deploy import shell
    from corkboard_infra.deploy.cloud import cloud_at, settings_for

    cloud = cloud_at(settings_for(profiles.DEFAULT))
    target = shell.machine(cloud)
    if tunnel or public_key is None:
        chosen = shell.session(cloud, target, is_ssh=tunnel)
    else:
        chosen = shell.ssh(cloud, target, public_key)
    export(chosen.environment)
    os.execv(chosen.words[0], chosen.words)  # noqa: S606 - a shell has no part in it


def _planned(
    settings: Settings, profile: Profile, folder: Path, clients: str, files: Path | None
) -> list[Planned]:
    """Return the stacks of a deployment; what they are and cost was shown."""
    from corkboard_infra.deploy import assembly

    bucket, out = catalogue.lake_bucket(settings.prefix), folder / "assembly"
    given = _files(settings, profile, folder, files)
    made = checked_templates(settings, profile, given, out=out, clients=clients, files_bucket=bucket)
    views = overview.views(made, profile, settings, prices.table())
    screen.show_stacks(views, screen.err)
    usd = sum(one.usd_per_hour for one in views)
    screen.note(f"profile {profile.name}: {usd:.3f} USD an hour while nothing happens; use is on top")
    if profile.gap:
        screen.note(profile.gap)
    screen.note(verified.sentence(profile.name))
    return assembly.read(out, profile, settings)


def _files(settings: Settings, profile: Profile, folder: Path, given: Path | None) -> Files:
    if given is not None:
        return Files.of(given)
    return built(settings, folder) if profile.has(UPLOADED) else placeholders(folder)


def _asker(*, as_json: bool) -> Callable[[str], str] | None:
    """Return what asks a person, where there is one."""
    if as_json or not sys.stdin.isatty():
        return None
    return lambda question: str(typer.prompt(question, err=True))


@contextmanager
def _told_how_to_go_on(words: str) -> Iterator[None]:
    """Say what an interruption leaves."""
    try:
        yield
    except KeyboardInterrupt:
        screen.note(f"interrupted; {words}; run the same command again: it goes on where it stopped")
        raise
