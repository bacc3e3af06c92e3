"""An engine that runs nothing: it waits for addresses, and says which does not answer."""

from __future__ import annotations

import socket

import pytest

from corkboard.cli.engines import engine_of
from corkboard.cli.globals import Globals
from corkboard.errors import UsageError, WaitTimeoutError
from corkboard.settings import load
from corkboard.stack.given import GivenEngine


@pytest.fixture
def engine(tmp_path) -> GivenEngine:
    """Return an engine whose stand-ins all lie on a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    sections = {
        "database": {"port": port},
        "kafka": {"bootstrap_servers": f"127.0.0.1:{port}"},
        "aws": {"endpoint_url": url},
        "rest": {"url": url},
        "connect": {"url": url},
    }
    return GivenEngine(load({"home": tmp_path, "name": "docker", **sections}, environ={}))


def test_a_stand_in_that_does_not_answer_is_named(engine):
    """With what was seen last, and after the time that was given."""
    with pytest.raises(WaitTimeoutError, match="proxy"):
        engine.up(only=("proxy",), timeout_s=0, report=lambda *_: None)


def test_an_unknown_stand_in_is_refused(engine):
    """Before anything is waited for."""
    with pytest.raises(UsageError, match="there is no stand-in spark"):
        engine.up(only=("spark",), timeout_s=0, report=lambda *_: None)


def test_status_has_a_row_for_each(engine):
    """Where it is and what was seen; processes are another machine's."""
    found = engine.status()

    assert [one.name for one in found] == ["mysql", "kafka", "aws", "connect", "proxy"]
    assert {one.state for one in found} == {"starting"}
    assert all(one.detail and one.address and not one.pid for one in found)


def test_it_stops_nothing_and_has_no_logs(engine):
    """Whoever started the stand-ins does."""
    engine.down()

    assert engine.log_files() == {}


def test_the_settings_choose_it(tmp_path, monkeypatch):
    """A stack that nobody brought up from here is known all the same: its addresses are in the settings."""
    monkeypatch.setenv("CORKBOARD_STACK__ENGINE", "given")
    options = Globals(home=tmp_path, name="docker")

    assert isinstance(engine_of(options), GivenEngine)
    assert options.stack_settings().name == "docker"
