"""``corkboard aws up``, ``status`` and ``down`` as a person types them, with the CDK, on an emulator."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corkboard.errors import CorkboardError, PreflightError, RefusedError
from corkboard_infra import node
from corkboard_infra.__main__ import app

ACCOUNT = "000000000000"


@pytest.fixture
def run(cloud, monkeypatch, tmp_path):
    """Return a runner of the command on the emulator; results are what it printed as JSON."""
    try:
        node.program()
    except PreflightError as error:
        pytest.skip(f"{error.message}; run make dev")
    monkeypatch.setenv("CORKBOARD_AWS__ENDPOINT_URL", cloud.url)
    monkeypatch.setenv("CORKBOARD_HOME", str(tmp_path))
    monkeypatch.setenv("CORKBOARD_PREFIX", "team7")

    def invoke(*words):
        result = CliRunner().invoke(app, [*words, "--profile", "emulator", "--json"])
        if isinstance(result.exception, CorkboardError):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)

    return invoke


def test_a_deployment_comes_is_shown_and_goes(cloud, run):
    """Names follow the prefix; what happens meanwhile is on standard error, so that JSON is one document."""
    code, made = run("up", "--account", ACCOUNT)
    assert (code, [one["outcome"] for one in made["stacks"]]) == (0, ["created", "created"])

    code, shown = run("status")
    assert [one["status"] for one in shown["stacks"]] == ["CREATE_COMPLETE"] * 2
    assert (shown["account"], shown["usd"]) == (ACCOUNT, 0)

    code, gone = run("down", "--account", ACCOUNT)
    assert (code, gone["deleted"], gone["left"]) == (0, ["ingest", "lake"], [])
    assert not any(cloud.left().values())


@pytest.mark.parametrize("verb", ["up", "down"])
def test_another_account_is_refused_and_nothing_is_done(cloud, run, verb):
    """With exit code 5."""
    with pytest.raises(RefusedError, match="1" * 12):
        run(verb, "--account", "1" * 12)
    assert not any(cloud.left().values())
