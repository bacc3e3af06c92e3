"""Containers of ours against AWS: no stand-in among them, and no address that is not AWS' own."""

from __future__ import annotations

import json
import re

import pytest
from compose_model import model, role, services

from corkboard.stack.roles import ROLES

AWS = ("docker-compose.aws.yml",)
ADDRESS = re.compile(r"https?://|(?<![\w.])(?:kafka|mysql|aws|connect|localhost|127\.0\.0\.1):\d+")
PROGRAMS = {"emulator", "proxy", "spark"}


def test_only_programs_of_ours_are_started():
    """What they talk to is on AWS."""
    assert set(services(AWS)) == PROGRAMS
    assert model(AWS)["name"] == "corkboard-aws"
    assert all(one["image"].startswith("corkboard/") for one in services(AWS).values())


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_no_address_of_this_machine_is_named(name):
    """Neither by a variable nor by a dependency on a stand-in; where AWS is, was pulled."""
    service = services(AWS)[name]
    said = json.dumps(service["environment"])

    assert not ADDRESS.search(said)
    assert not re.search(r"ENDPOINT|SECRET|ACCESS_KEY", said)
    assert service["environment"]["CORKBOARD_TARGET"] == "aws"
    assert not set(service.get("depends_on", {})) & (set(ROLES) - PROGRAMS)
    assert "env_file" not in service


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_hosts_profile_is_there_to_be_read(name):
    """Nothing in a container can change it, and no key is in an environment."""
    mounts = {one["target"]: one for one in services(AWS, AWS_PROFILE="work")[name]["volumes"]}

    assert mounts["/srv/corkboard/.aws"]["read_only"]
    assert mounts["/srv/corkboard/.aws"]["source"].endswith("/.aws")
    assert mounts["/srv/corkboard/corkboard.toml"]["read_only"]
    assert services(AWS, AWS_PROFILE="work")[name]["environment"]["CORKBOARD_AWS__PROFILE"] == "work"


def test_they_may_no_more_than_those_of_the_stack_here():
    """Loopback ports, no rights, limits, and an image that no registry is asked for."""
    for name, service in services(AWS).items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"], name
        assert int(service["mem_limit"]), name
        assert service["pull_policy"] == "never", name
        assert {port["host_ip"] for port in service.get("ports", [])} <= {"127.0.0.1"}, name
        assert role(service) == "job" or "test" in service["healthcheck"], name
