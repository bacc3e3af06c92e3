"""One stack in containers for the session, on free ports and with few rows; skipped where no daemon answers."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from docker_daemon import ROOT, has_bases, why_not
from docker_engine import ROWS, EngineStack
from docker_stack import DockerStack

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTS = ("MYSQL", "KAFKA", "AWS", "CONNECT", "GATEWAY", "REST", "SPARK", "JOBS", "AIRFLOW", "MWAA")


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


@pytest.fixture(scope="session")
def engine(corkboard, tmp_path_factory) -> Iterator[EngineStack]:
    """Return a stack that the command has brought up; MiniStack plays AWS, so that state survives."""
    if reason := why_not():
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("engine")
    (home / "corkboard.toml").write_text(f'[targets.local.stack]\nrows = {ROWS}\naws = "ministack"\n')
    made = EngineStack(corkboard, home, "engine")
    images = "--build-images" if has_bases() else "--official-images"
    try:
        made("--engine", "docker", "up", images, "--timeout", "300")
        yield made
    finally:
        made("destroy", "--yes", check=False)


@pytest.fixture(scope="session")
def cleaned(engine) -> EngineStack:
    """Return that stack with every row posted along both paths, and cleaned."""
    engine("post", "--all", "--path", "both")
    engine("wait")
    engine("batch")
    engine("stream")
    return engine


@pytest.fixture(scope="session")
def cluster(cleaned) -> EngineStack:
    """Return that stack with the cluster and the Jobs API; tests that take the stack down come before."""
    cleaned("up", "--with", "databricks", "--timeout", "300")
    return cleaned


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
