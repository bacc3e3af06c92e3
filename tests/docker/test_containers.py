"""Containers may little, come back when they are killed, and keep what they hold."""

from __future__ import annotations

import json
import os

import psutil
import pytest
from docker_stack import docker

RESTARTING = ("mysql", "kafka", "connect", "aws", "proxy", "spark", "client")
MAY_BE_ROOT = {"secrets"}  # it gives folders to the others' user, and has ended


def test_no_container_runs_as_root_and_each_has_a_limit(stack):
    """What an image says and what Compose says, as the daemon has understood both."""
    for name, one in stack.containers().items():
        assert one["HostConfig"]["Memory"] > 0, name
        assert name in MAY_BE_ROOT or one["Config"]["User"] not in ("", "0", "0:0", "root"), name


def test_only_loopback_ports_are_open(stack):
    """Nobody else in the network reaches the stack."""
    for name, one in stack.containers().items():
        for bindings in one["NetworkSettings"]["Ports"].values():
            assert {binding["HostIp"] for binding in bindings or []} <= {"127.0.0.1"}, name


def test_a_second_up_changes_nothing(stack):
    """Containers that run stay the same containers."""
    before = {
        name: one["State"]["StartedAt"] for name, one in stack.containers().items() if name in RESTARTING
    }
    stack.up()
    after = {
        name: one["State"]["StartedAt"] for name, one in stack.containers().items() if name in RESTARTING
    }

    assert after == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may kill a container's process from outside")
@pytest.mark.parametrize("service", RESTARTING)
def test_a_killed_container_comes_back(stack, service):
    """As after a crash: Docker starts it again, and it becomes usable."""
    pid, restarts = (
        stack.containers()[service]["State"]["Pid"],
        stack.containers()[service]["RestartCount"],
    )
    stack.kill(service)
    stack.wait_healthy(service, restarts=restarts)

    assert not psutil.pid_exists(pid)


def test_data_outlives_down_and_up(stack):
    """Rows, records, objects and streams are in volumes; the proof still holds after a new start."""
    stack.up()  # makes again what a killed emulator has lost
    stack.command("reset")
    stack.command("post", "--rows", "20", "--path", "both", "--json")
    stack.command("wait")
    stack.compose("down")
    left = docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={stack.project}")
    stack.up()
    proof = json.loads(stack.command("verify", "--json", check=False))["data"]

    assert left == ""
    assert [feed["kafka"]["found"] for feed in proof["feeds"]] == [20] * 3
    assert [feed["s3"]["found"] for feed in proof["feeds"]] == [20] * 3
    assert [feed["kinesis"]["found"] for feed in proof["streams"]] == [20] * 3
