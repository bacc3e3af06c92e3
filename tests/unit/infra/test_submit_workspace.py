"""Databricks' REST API: what is asked again, and what an answer that is none means."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stamina

from corkboard.errors import CorkboardError, SettingsError, UnavailableError
from corkboard.settings import load
from corkboard_infra.submit.workspace import TRIES, Workspace


@pytest.fixture(autouse=True)
def no_waits():
    """Ask again at once."""
    with stamina.set_testing(testing=True, attempts=TRIES, cap=True):
        yield


@pytest.fixture
def answering(tmp_path):
    """Return a maker of a workspace that gives these answers, status and body, and counts the questions."""
    servers = []

    def make(*answers):
        left, asked = list(answers), []

        class Api(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer()

            def answer(self):
                asked.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, body = left.pop(0)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Api)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        section = {"url": f"http://127.0.0.1:{server.server_port}", "token": "a-word"}
        return Workspace(load({"home": tmp_path, "databricks": section}, environ={})), asked

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


BUSY = [(429, ""), (503, "<html>"), (502, "<html>")]
GOOD = (200, json.dumps({"run_id": 7}))


def test_a_busy_workspace_is_asked_again(answering):
    """A look at a run, which lasts, must not end because of one answer."""
    workspace, asked = answering(*BUSY, GOOD)

    assert workspace.get("2.1/jobs/runs/get", run_id=7) == {"run_id": 7}
    assert asked == ["/api/2.1/jobs/runs/get?run_id=7"] * 4


def test_a_change_is_asked_for_once_unless_it_may_be_repeated(answering):
    """A block of a file would be written twice; a run is submitted with a word of its own."""
    workspace, asked = answering(*BUSY, GOOD)

    with pytest.raises(UnavailableError, match="HTTP 429"):
        workspace.post("2.0/dbfs/add-block", data="")
    assert workspace.post("2.1/jobs/runs/submit", tries=TRIES) == {"run_id": 7}
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((403, json.dumps({"message": "no such token"})), "refused 2.0/some: no such token"),
        ((404, "<html>"), "refused 2.0/some: HTTP 404"),
        ((200, "<html>sign in</html>"), "is not Databricks' API"),
        ((200, "[]"), "is not Databricks' API"),
    ],
)
def test_what_is_refused_or_no_answer_of_databricks_is_said(answering, answer, words):
    """And where to look."""
    workspace, asked = answering(answer)

    with pytest.raises(CorkboardError, match=words) as caught:
        workspace.get("2.0/some")

    assert (len(asked), "databricks.url" in caught.value.hint) == (1, True)


@pytest.mark.parametrize(
    ("target", "given", "words"),
    [
        ("aws", {"token": "env:WORD"}, "databricks.url is not set"),
        ("aws", {"url": "https://example.cloud.databricks.com"}, "databricks.token is not set"),
        ("local", {}, "databricks.token is not set"),
    ],
)
def test_a_setting_that_is_missing_is_named(tmp_path, target, given, words):
    """On AWS this machine's address would be another stack's."""
    settings = load({"home": tmp_path, "target": target, "databricks": given}, environ={})

    with pytest.raises(SettingsError, match=words) as caught:
        Workspace(settings)

    assert f"[targets.{target}.databricks]" in caught.value.hint
