"""Forgetting the runs of a Jobs API that does not run."""

from __future__ import annotations

import socket

import pytest

from corkboard import catalogue
from corkboard.provision.runs import forget_runs
from corkboard.settings import load


@pytest.fixture
def nobodys_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(("token", "is_kept"), [("made here", False), ("", True)])
def test_what_it_had_kept_is_removed(tmp_path, nobodys_port, token, is_kept):
    """Of a stack that has one; the workspace stays."""
    section = {"url": f"http://127.0.0.1:{nobodys_port}", "token": token}
    settings = load({"home": tmp_path, "databricks": section}, environ={})
    for name in (catalogue.JOBS_DIR, "workspace"):
        (settings.state_dir / name).mkdir(parents=True)

    forget_runs(settings)

    assert (settings.state_dir / catalogue.JOBS_DIR).exists() is is_kept
    assert (settings.state_dir / "workspace").exists()
