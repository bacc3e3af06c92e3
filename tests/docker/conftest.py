"""One stack in containers for the session, on free ports and with few rows; skipped where no daemon answers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from docker_stack import DockerStack

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PORTS = ("MYSQL", "KAFKA", "AWS", "CONNECT", "GATEWAY", "REST", "SPARK")
ROWS = 300


def why_not() -> str:
    """Return an empty string when a daemon answers and can have images, else what is lacking."""
    if not shutil.which("docker"):
        return "there is no docker command here"
    done = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        return "no Docker daemon answers; compose/build/daemon.sh starts one on Debian"
    if not has_bases() and not _has_registry():
        return "no image registry answers; compose/build/bases.sh makes bases on Debian"
    return ""


@pytest.fixture(scope="session")
def stack() -> Iterator[DockerStack]:
    """Return a running stack of MiniStack and the others, whose images are made here where a base was."""
    if reason := why_not():
        pytest.skip(reason)
    made = DockerStack(ROOT, f"corkboard-test-{os.getpid()}", _variables(), is_offline=has_bases())
    try:
        made.compose("build", "--quiet", timeout_s=1500)
        made.up()
        yield made
    finally:
        made.remove()


def has_bases() -> bool:
    """Say whether compose/build/bases.sh has run, which it has where no registry is reachable."""
    command = ["docker", "image", "inspect", "corkboard/debian:trixie"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_registry() -> bool:
    """Say whether the official images can be had, by having one."""
    pins = (ROOT / "compose" / "images.env").read_text().splitlines()
    image = next(line.split("=")[1] for line in pins if line.startswith("MYSQL_IMAGE="))
    command = ["docker", "pull", "--quiet", image]
    return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0


def _variables() -> dict[str, str]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in PORTS]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        free = [str(one.getsockname()[1]) for one in sockets]
    ports = {f"STACK_{name}_PORT": port for name, port in zip(PORTS, free, strict=True)}
    return {
        **ports,
        "STACK_AWS": "ministack",
        "STACK_NAME": f"t{os.getpid()}",
        "CORKBOARD_STACK__ROWS": str(ROWS),
    }
