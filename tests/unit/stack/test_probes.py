"""Probes and the supervisor's socket against a server that takes connections and never answers."""

from __future__ import annotations

import socket
import time

import pytest

from corkboard.errors import UnavailableError
from corkboard.settings import load
from corkboard.stack import probes, rpc

SOON_S = 5


@pytest.fixture
def silent_port():
    """Return the port of a server that takes connections only."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def settings(tmp_path, silent_port):
    """Return settings that name the silent server everywhere."""
    address = f"127.0.0.1:{silent_port}"
    sections = {
        "database": {"port": silent_port},
        "kafka": {"bootstrap_servers": address},
        "aws": {"endpoint_url": f"http://{address}"},
        "rest": {"url": f"http://{address}"},
    }
    return load({"home": tmp_path, **sections}, environ={})


@pytest.mark.parametrize("name", ["mysql", "kafka", "s3", "http"])
def test_a_probe_of_a_server_that_hangs_ends_soon_and_says_what_it_saw(settings, monkeypatch, name):
    """Ordinary clients would wait for minutes."""
    assert probes.TIMEOUT_S < SOON_S
    monkeypatch.setattr(probes, "TIMEOUT_S", 0.5)
    probe = getattr(probes, name)
    began = time.monotonic()

    seen = probe(settings.rest.url if name == "http" else settings)

    assert seen
    assert time.monotonic() - began < SOON_S


def test_a_supervisor_that_hangs_is_not_waited_for(tmp_path):
    """Its socket takes the connection; the error says what to do."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()

        with pytest.raises(UnavailableError, match="did not answer getState in 1 s") as caught:
            rpc.ask(tmp_path / "s", "getState", answer_s=1)

    assert "corkboard up" in caught.value.hint


def test_no_supervisor_is_told_from_one_that_hangs(tmp_path):
    """An absent one may be started, one that hangs may not."""
    with pytest.raises(rpc.AbsentError):
        rpc.ask(tmp_path / "absent", "getState")
