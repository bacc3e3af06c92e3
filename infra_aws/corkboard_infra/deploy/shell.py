"""A shell on the client machine by Session Manager: no port, no password, and no key of ours.

With a public key the machine's own SSH daemon takes it for a minute (EC2 Instance Connect), through the same
tunnel; the private key stays where it is, and none is ever made. User data would need another machine for
another key.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, PreflightError, UsageError
from corkboard_infra import names
from corkboard_infra.deploy import stacks

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard_infra.deploy.cloud import Cloud

PLUGIN = "session-manager-plugin"
OLDEST = (1, 2, 497, 0)  # the first that takes its token from a variable; before, everybody saw it in ps
TOKEN = "AWS_SSM_START_SESSION_RESPONSE"  # noqa: S105 - the variable's name
USER = "ec2-user"
SSH = "AWS-StartSSHSession"
KINDS = ("ssh-ed25519 ", "ssh-rsa ")
VERSION_TIMEOUT_S = 10
INSTALL = "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html"


@dataclass(frozen=True, slots=True)
class Command:
    """A program to become, and what its environment has besides."""

    words: list[str]
    environment: dict[str, str]


def plugin() -> str:
    """Return the program that speaks Session Manager's protocol.

    Raises:
        PreflightError: It is not on PATH, does not run, or is too old.
    """
    found = shutil.which(PLUGIN)
    if found is None:
        raise PreflightError(f"there is no {PLUGIN} on PATH", hint=f"install it: {INSTALL}")
    told = _version(found)
    if tuple(int(part) for part in told.split(".") if part.isdigit()) < OLDEST:
        words, wanted = told or "unknown", ".".join(map(str, OLDEST))
        raise PreflightError(f"{PLUGIN} {words} is older than {wanted}", hint=f"renew it: {INSTALL}")
    return found


def _version(program: str) -> str:
    """Return what a program says its version is, such as ``1.2.707.0``."""
    command = [program, "--version"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=VERSION_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PreflightError(
            f"{program} does not run: {error}", hint=f"install it anew: {INSTALL}"
        ) from error
    return told.stdout.strip()


def machine(cloud: Cloud) -> str:
    """Return the client machine's id.

    Raises:
        CorkboardError: There is none.
    """
    seen = stacks.see(cloud, names.stack(cloud.settings, "kafka"))
    if seen is None or "RestMachine" not in seen.outputs:
        raise CorkboardError(
            "there is no client machine", hint="it comes with: corkboard aws up --profile default"
        )
    return seen.outputs["RestMachine"]


def session(cloud: Cloud, target: str, *, is_ssh: bool) -> Command:
    """Begin a session and return the program that holds it; the token travels in its environment alone."""
    asked: dict[str, object] = {"Target": target}
    if is_ssh:
        asked |= {"DocumentName": SSH, "Parameters": {"portNumber": ["22"]}}
    found = plugin()
    with cloud.answering("ssm"):
        client = cloud.client("ssm")
        answer = client.start_session(**asked)
    begun = json.dumps({key: answer[key] for key in ("SessionId", "StreamUrl", "TokenValue")})
    region, endpoint = cloud.settings.aws.region, client.meta.endpoint_url
    words = [found, TOKEN, region, "StartSession", "", json.dumps(asked), endpoint]
    return Command(words, {TOKEN: begun})


def ssh(cloud: Cloud, target: str, public_key: Path) -> Command:
    """Let the machine take a key for a minute, and return the ssh that comes through the tunnel.

    Raises:
        UsageError: The file is no public key.
        PreflightError: There is no ssh.
    """
    text = _public(public_key)
    plugin()
    program = shutil.which("ssh")
    if program is None:
        raise PreflightError("there is no ssh on PATH", hint="install OpenSSH's client, or leave out the key")
    with cloud.answering("ec2-instance-connect"):
        cloud.client("ec2-instance-connect").send_ssh_public_key(
            InstanceId=target, InstanceOSUser=USER, SSHPublicKey=text
        )
    tunnel = shlex.join([sys.executable, "-m", "corkboard_infra", "shell", "--tunnel"]).replace("%", "%%")
    private = public_key.with_suffix("")
    identity = ["-i", str(private)] if private != public_key and private.is_file() else []
    return Command([program, *identity, "-o", f"ProxyCommand={tunnel}", f"{USER}@{target}"], {})


def _public(path: Path) -> str:
    hint = "name the file that ends in .pub; make a pair with: ssh-keygen -t ed25519"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--ssh-public-key {path}: {error}", hint=hint) from error
    if not text.startswith(KINDS) or len(text.splitlines()) != 1:
        raise UsageError(f"--ssh-public-key {path} is no public key of ssh (ed25519 or rsa)", hint=hint)
    return text
