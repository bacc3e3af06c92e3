"""The stack as Compose reads it: every file joined, every variable filled in."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache

import pytest
from tree import ROOT

DEFAULT = ("docker-compose.yml",)
OFFLINE = ("docker-compose.yml", "compose/offline.yml")


@cache
def model(files: tuple[str, ...] = DEFAULT, **variables: str) -> dict:
    """Return the whole model, the services of every profile included; skip where there is no Compose."""
    named = [word for name in files for word in ("-f", name)]
    command = ["docker", "compose", *named, "--profile", "*", "config", "--format", "json"]
    environment = {**os.environ, **variables}
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False, timeout=60
        )
    except FileNotFoundError:
        pytest.skip("there is no docker command here")
    if "is not a docker command" in done.stderr or "unknown" in done.stderr.partition("\n")[0]:
        pytest.skip("the docker command here has no compose")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def services(files: tuple[str, ...] = DEFAULT, **variables: str) -> dict[str, dict]:
    """Return every service by its name."""
    return model(files, **variables)["services"]


def role(service: dict) -> str:
    """Return ``service`` for what runs on, ``job`` for what ends."""
    return service["labels"]["corkboard.role"]
