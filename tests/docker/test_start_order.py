"""After a restart of the machine Docker starts containers in any order; each waits for what it needs."""

from __future__ import annotations

import json
import random

import pytest
from docker_stack import docker

SERVICES = ("mysql", "kafka", "connect", "aws", "proxy", "spark", "client")
POSTS = 5


@pytest.mark.parametrize("seed", [2])
def test_containers_started_in_any_order_become_usable(stack, seed):
    """Docker alone starts them: what Compose knows of dependencies plays no part. Posts still arrive."""
    stack.up()
    order = random.Random(seed).sample(SERVICES, len(SERVICES))
    before = stack.containers()
    stack.compose("stop", *SERVICES)
    for service in order:
        docker("start", before[service]["Id"])
    for service in order:
        stack.wait_healthy(service)
    stack.up()
    stack.command("reset")
    stack.command("post", "--rows", str(POSTS), "--path", "both", "--json")
    stack.command("wait")
    proof = json.loads(stack.command("verify", "--json", check=False))["data"]

    assert [feed["s3"]["found"] for feed in proof["feeds"]] == [POSTS] * 3, order
    assert [feed["kinesis"]["found"] for feed in proof["streams"]] == [POSTS] * 3, order
