"""Verbs that need the private network of AWS run on the EC2 client, and end as it did there."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from corkboard.cli.app import app
from corkboard.cli.there import leave_to_machine
from corkboard.errors import PreflightError, SettingsError
from corkboard.settings import load
from corkboard.targets import machine

MACHINE = "i-0123456789abcdef0"
CODE = 4


@pytest.fixture
def there(monkeypatch, tmp_path):
    """Return a runner of the command on target aws, and the verbs that reached the machine."""
    sent = []

    def take(settings, verb, **_):
        sent.append((settings.machine, verb))
        return CODE

    monkeypatch.setattr(machine, "run", take)
    environment = {
        "CORKBOARD_TARGET": "aws",
        "CORKBOARD_HOME": str(tmp_path),
        "CORKBOARD_AWS__REGION": "eu-west-1",
        "CORKBOARD_REST__MACHINE": MACHINE,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(app, list(words)), sent


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        (["seed", "--rows", "3"], ["seed", "--rows", "3"]),
        (["post", "--all"], ["post", "--all"]),
        (["wait"], ["wait", "--timeout", "60"]),
        (["wait", "--timeout", "1.5", "--json"], ["wait", "--timeout", "1.5", "--json"]),
        (["provision", "--dry-run", "--json"], ["provision", "--dry-run", "--json"]),
        (["verify", "--run", "r", "--json"], ["verify", "--path", "both", "--run", "r", "--json"]),
        (["trace", "pin", "7528"], ["trace", "pin", "7528"]),
    ],
)
def test_a_verb_is_typed_as_here_and_runs_there(there, typed, verb):
    """With its options, and its exit code."""
    run, sent = there

    assert run(*typed).exit_code == CODE
    assert sent == [(MACHINE, verb)]


@pytest.mark.parametrize(
    ("changed", "verb"),
    [
        ({"CORKBOARD_REST__MACHINE": ""}, ["post"]),  # the machine itself knows of no other
        ({"CORKBOARD_TARGET": "local"}, ["post"]),
        ({}, ["post", "--help"]),
    ],
    ids=["on the machine", "a stack here", "help"],
)
def test_what_this_machine_can_do_is_left_to_it(there, monkeypatch, changed, verb):
    """Nothing is sent, and the verb goes on."""
    _, sent = there
    for name, value in changed.items():
        monkeypatch.setenv(name, value)

    leave_to_machine(load(), verb)

    assert sent == []


def test_kafkas_tools_are_nowhere_there(there):
    """Asked from here they would wait for a broker that nobody reaches; what lists the topics is said."""
    run, sent = there

    refused = run("client", "kafka-topics", "--list").exception

    assert isinstance(refused, PreflightError)
    assert refused.hint.endswith("'corkboard aws shell', then curl http://127.0.0.1:8082/topics")
    assert sent == []


@pytest.mark.parametrize(("servers", "hint"), [("", "corkboard target pull aws"), ("broker", "HOST:PORT")])
def test_kafkas_tools_say_so_when_nobody_knows_the_brokers(there, monkeypatch, servers, hint):
    """On the machine itself, or before the outputs were pulled; or where the port was left out."""
    run, _ = there
    monkeypatch.setenv("CORKBOARD_REST__MACHINE", "")
    monkeypatch.setenv("CORKBOARD_KAFKA__BOOTSTRAP_SERVERS", servers)

    refused = run("client", "kafka-topics", "--list").exception

    assert isinstance(refused, SettingsError)
    assert hint in refused.hint
