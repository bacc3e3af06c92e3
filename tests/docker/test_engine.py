"""The docker engine behind the command: the same verbs, and what they say."""

from __future__ import annotations

import json

import pytest
from docker_engine import ROWS


@pytest.mark.timeout(1500)
def test_every_hop_is_whole_and_later_verbs_know_the_engine(cleaned):
    """Nobody says --engine again; Spark runs in the stack's image, on the rows that the file names."""
    proof = json.loads(cleaned("verify", "--json").stdout)["data"]
    states = json.loads(cleaned("status", "--json").stdout)["data"]["stand_ins"]
    wanted = [one for one in states if not one["is_optional"]]

    assert {feed["posted"] for feed in (*proof["feeds"], *proof["streams"])} == {ROWS}
    assert {one["state"] for one in wanted} == {"ready"}
    assert all(one["memory_mb"] for one in wanted)


@pytest.mark.timeout(600)
def test_down_keeps_what_up_finds_again_and_leaves_nothing_running(cleaned):
    """Containers go, volumes stay; ``up`` on a running stack changes nothing."""
    cleaned("down")
    left = cleaned.containers()
    cleaned("up", "--timeout", "300")
    cleaned("up", "--timeout", "300")

    assert left == []
    assert cleaned("verify").returncode == 0


@pytest.mark.timeout(300)
def test_some_stand_ins_start_without_the_others(corkboard, tmp_path, engine):
    """A test that needs the broker alone waits for nothing else; the images are there."""
    assert engine
    words = {"home": tmp_path, "name": "broker"}
    try:
        corkboard("--engine", "docker", "up", "--only", "kafka", "--timeout", "120", **words)
        states = json.loads(corkboard("status", "--json", check=False, **words).stdout)["data"]["stand_ins"]
    finally:
        corkboard("destroy", "--yes", check=False, **words)

    assert {one["name"]: one["state"] for one in states if not one["is_optional"]} == {"kafka": "ready"}
    assert {one["state"] for one in states if one["is_optional"]} == {"stopped"}


@pytest.mark.timeout(300)
def test_logs_are_shown_by_stand_in(engine):
    """Docker keeps them."""
    assert "kafka" in engine("logs", "kafka", "-n", "5").stdout
    assert engine("logs", "nobody", check=False).returncode == 2
