"""Waiting for the connector and for records to land."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from corkboard.errors import CorkboardError, WaitTimeoutError
from corkboard.provision import ready
from corkboard.provision.ready import wait_connector, wait_landed
from corkboard.settings import load


@pytest.fixture
def settings_for(tmp_path):
    """Return a factory of settings whose Connect worker says that its task is in a state."""
    servers = []

    def make(state: str):
        body = {"connector": {"state": "RUNNING"}, "tasks": [{"state": state, "trace": "S3 is away\n  at"}]}

        class Worker(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Worker)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        url = f"http://127.0.0.1:{server.server_port}"
        return load({"home": tmp_path, "connect": {"url": url}}, environ={})

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_connector_that_has_failed_is_no_timeout(settings_for, monkeypatch):
    """Exit code 1, with the task's own words, long before the time is up."""
    monkeypatch.setattr(ready, "FAILED_FOR_S", 0.3)
    with pytest.raises(CorkboardError, match="has failed: FAILED S3 is away") as caught:
        wait_connector(settings_for("FAILED"), timeout_s=60)

    assert caught.value.exit_code == 1


def test_a_connector_that_is_not_running_in_time_is_a_timeout(settings_for):
    """Exit code 4, with the last state."""
    with pytest.raises(WaitTimeoutError, match="UNASSIGNED") as caught:
        wait_connector(settings_for("UNASSIGNED"), timeout_s=0.5)

    assert caught.value.exit_code == 4


def test_a_connector_that_runs_is_not_waited_for(settings_for):
    """Every task of it."""
    wait_connector(settings_for("RUNNING"), timeout_s=0.1)


def test_kafka_away_is_waited_for_until_the_time_is_up(tmp_path, free_tcp_port, monkeypatch):
    """It may come back; when it does not, that is a timeout that says what was seen."""
    monkeypatch.setattr(ready, "TIMEOUT_S", 0.5)
    settings = load(
        {"home": tmp_path, "kafka": {"bootstrap_servers": f"127.0.0.1:{free_tcp_port}"}}, environ={}
    )

    with pytest.raises(WaitTimeoutError, match="last seen: kafka: "):
        wait_landed(settings, timeout_s=1, report=lambda *_: None)


@pytest.mark.parametrize(("target", "hint"), [("local", "corkboard logs connect"), ("aws", "AWS console")])
def test_a_sink_that_stands_still_is_looked_for_where_it_runs(tmp_path, monkeypatch, target, hint):
    """On AWS it is MSK Connect's, and no verb here shows it."""
    monkeypatch.setattr(ready, "_totals", lambda _: (1, 2))
    settings = load({"home": tmp_path, "target": target}, environ={})

    with pytest.raises(WaitTimeoutError, match="1 of 2 records stored") as caught:
        wait_landed(settings, timeout_s=0, report=lambda *_: None)

    assert hint in caught.value.hint
