"""The docker engine behind the command: the same verbs, and what they say."""

from __future__ import annotations

import json
import subprocess

import pytest
from docker_daemon import ROOT, has_bases, why_not

NAME = "engine"


@pytest.fixture(scope="module")
def run(corkboard, tmp_path_factory):
    """Run a verb on a stack of its own, which is up; MiniStack plays AWS, so that state survives."""
    if reason := why_not():
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("engine")
    (home / "corkboard.toml").write_text('[targets.local.stack]\nrows = 300\naws = "ministack"\n')
    images = "--build-images" if has_bases() else "--official-images"

    def verb(*words, check=True):
        return corkboard(*words, home=home, name=NAME, check=check)

    try:
        verb("--engine", "docker", "up", images, "--timeout", "300")
        yield verb
    finally:
        verb("destroy", "--yes", check=False)


@pytest.mark.timeout(1500)
def test_every_hop_is_whole_and_later_verbs_know_the_engine(run):
    """Nobody says --engine again; Spark runs in the stack's image."""
    states = json.loads(run("status", "--json").stdout)["data"]["stand_ins"]
    run("post", "--all", "--path", "both")
    run("wait")
    run("batch")
    run("stream")

    assert {one["state"] for one in states} == {"ready"}
    assert all(one["memory_mb"] for one in states)
    assert run("verify").returncode == 0


@pytest.mark.timeout(600)
def test_down_keeps_what_up_finds_again_and_leaves_nothing_running(run):
    """Containers go, volumes stay; ``up`` on a running stack changes nothing."""
    run("down")
    left = subprocess.run(
        ["docker", "ps", "--quiet", "--filter", f"label=com.docker.compose.project=corkboard-{NAME}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    run("up", "--timeout", "300")
    run("up", "--timeout", "300")

    assert left.stdout == ""
    assert run("verify").returncode == 0


@pytest.mark.timeout(300)
def test_some_stand_ins_start_without_the_others(corkboard, tmp_path, run):
    """A test that needs the broker alone waits for nothing else; the images are there."""
    assert run
    words = {"home": tmp_path, "name": "broker"}
    try:
        corkboard("--engine", "docker", "up", "--only", "kafka", "--timeout", "120", **words)
        states = json.loads(corkboard("status", "--json", check=False, **words).stdout)["data"]["stand_ins"]
    finally:
        corkboard("destroy", "--yes", check=False, **words)

    assert [(one["name"], one["state"]) for one in states] == [("kafka", "ready")]


@pytest.mark.timeout(300)
def test_logs_are_shown_by_stand_in(run):
    """Docker keeps them."""
    assert "kafka" in run("logs", "kafka", "-n", "5").stdout
    assert run("logs", "nobody", check=False).returncode == 2
