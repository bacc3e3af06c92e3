"""``corkboard aws shell``: Session Manager's own program, a token nobody sees, and no key of ours."""

from __future__ import annotations

import json
import os
import subprocess
from types import SimpleNamespace

import pytest
from pretended import CloudFormation, cloud_of

from corkboard.errors import CorkboardError, PreflightError, UsageError
from corkboard_infra.deploy import shell

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA learner"
TOKEN = "the-token-of-the-session"


@pytest.fixture
def tools(monkeypatch, tmp_path):
    """Return a maker of programs on a PATH of their own."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name: str, *lines: str):
        path = folder / name
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(0o755)
        return path

    return make


class Ssm:
    """Begins sessions."""

    meta = SimpleNamespace(endpoint_url="https://ssm.us-east-1.amazonaws.com")

    def start_session(self, **asked):
        return {"SessionId": "s-1", "StreamUrl": "wss://x", "TokenValue": TOKEN, "ResponseMetadata": asked}


class InstanceConnect:
    """Takes keys."""

    sent: dict[str, str]

    def send_ssh_public_key(self, **said):
        self.sent = said


@pytest.fixture
def cloud():
    """Return a cloud with a client machine."""
    formation = CloudFormation({"team7-kafka": {"RestMachine": "i-0123"}})
    formation.create_stack(StackName="team7-kafka", Parameters=[])
    return cloud_of({"cloudformation": formation, "ssm": Ssm(), "ec2-instance-connect": InstanceConnect()})


def test_the_token_is_in_the_environment_and_never_on_the_line(cloud, tools):
    """Whoever lists processes sees the line."""
    tools("session-manager-plugin", "echo 1.2.707.0")
    command = shell.session(cloud, shell.machine(cloud), is_ssh=False)

    assert TOKEN not in " ".join(command.words)
    assert json.loads(command.environment[shell.TOKEN])["TokenValue"] == TOKEN
    assert command.words[1:4] == [shell.TOKEN, "us-east-1", "StartSession"]
    assert json.loads(command.words[5]) == {"Target": "i-0123"}


def test_without_the_plugin_it_says_where_to_get_it(cloud, tools):
    """Before a session is begun."""
    with pytest.raises(PreflightError, match="no session-manager-plugin on PATH") as refused:
        shell.session(cloud, "i-0123", is_ssh=False)
    assert "session-manager-working-with-install-plugin" in refused.value.hint


def test_an_old_plugin_is_refused(cloud, tools):
    """It would take its token from the line."""
    tools("session-manager-plugin", "echo 1.2.398.0")

    with pytest.raises(PreflightError, match=r"1\.2\.398\.0 is older than 1\.2\.497\.0"):
        shell.session(cloud, "i-0123", is_ssh=False)


@pytest.mark.parametrize(
    "lines", [("exec /bin/sleep 60",), ("exec /nowhere/program",)], ids=["it hangs", "it ends at once"]
)
def test_a_plugin_that_does_not_run_is_named(cloud, tools, monkeypatch, lines):
    """With where to get it."""
    monkeypatch.setattr(shell, "VERSION_TIMEOUT_S", 0.2)
    tools("session-manager-plugin", *lines)

    with pytest.raises(PreflightError, match="session-manager-plugin") as refused:
        shell.session(cloud, "i-0123", is_ssh=False)
    assert "session-manager-working-with-install-plugin" in refused.value.hint


def test_a_plugin_of_another_machine_is_named(cloud, tools):
    """The system cannot start it."""
    tools("session-manager-plugin").write_text("#!/nowhere/sh\n")

    with pytest.raises(PreflightError, match="does not run"):
        shell.session(cloud, "i-0123", is_ssh=False)


def test_without_the_machine_it_says_which_profile_has_one(tools):
    """``minimal`` has none."""
    with pytest.raises(CorkboardError, match="no client machine") as refused:
        shell.machine(cloud_of({"cloudformation": CloudFormation()}))
    assert "--profile default" in refused.value.hint


def test_a_public_key_is_sent_and_ssh_comes_through_the_tunnel(cloud, tools, tmp_path):
    """The private key stays where it is, and is named to ssh when it lies beside."""
    tools("session-manager-plugin", "echo 1.2.707.0")
    tools("ssh", 'for word in "$@"; do echo "$word"; done')
    public = tmp_path / "id.pub"
    public.write_text(KEY + "\n")
    before = sorted(tmp_path.iterdir())
    command = shell.ssh(cloud, "i-0123", public)
    told = subprocess.run(
        command.words, capture_output=True, text=True, check=True, env=dict(os.environ), timeout=20
    )

    assert cloud.client("ec2-instance-connect").sent == {
        "InstanceId": "i-0123",
        "InstanceOSUser": "ec2-user",
        "SSHPublicKey": KEY,
    }
    assert "corkboard_infra shell --tunnel" in told.stdout
    assert told.stdout.splitlines()[-1] == "ec2-user@i-0123"
    assert sorted(tmp_path.iterdir()) == before


def test_the_tunnel_asks_for_port_22(cloud, tools):
    """By the document that AWS has for it."""
    tools("session-manager-plugin", "echo 1.2.707.0")
    command = shell.session(cloud, "i-0123", is_ssh=True)

    assert json.loads(command.words[5])["DocumentName"] == "AWS-StartSSHSession"


@pytest.mark.parametrize("text", ["", "-----BEGIN SOMETHING-----", "ssh-dss AAAA", f"{KEY}\n{KEY}"])
def test_what_is_no_public_key_is_refused(cloud, tools, tmp_path, text):
    """A private key is never sent anywhere."""
    path = tmp_path / "id"
    path.write_text(text)

    with pytest.raises(UsageError, match="no public key") as refused:
        shell.ssh(cloud, "i-0123", path)
    assert ".pub" in refused.value.hint
