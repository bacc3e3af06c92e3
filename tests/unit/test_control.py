"""Talking to the cluster."""

from __future__ import annotations

import json
import socketserver
import tempfile
import threading
from pathlib import Path

import pytest

from corkboard.control import DeclinedError, Line, ask, encode
from corkboard.errors import UnavailableError
from corkboard.settings import load

ANSWERS = {"good": {"rows": 1}, "bad": {"error": "no"}}


class Caller(socketserver.StreamRequestHandler):
    """Answers as a cluster would, and hangs up at ``end``."""

    def handle(self):
        """Answer line by line."""
        for line in self.rfile:
            wanted = json.loads(line)["do"]
            if wanted == "end":
                return
            if wanted == "cancel":
                self.wfile.write(b'{"ended": "cancelled"}\n')
                return
            self.wfile.write(json.dumps(ANSWERS[wanted]).encode() + b"\n")


@pytest.fixture
def settings():
    """Settings of a stack whose cluster answers."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "c.sock"
        with socketserver.ThreadingUnixStreamServer(str(where), Caller) as server:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            yield load({"home": Path(folder), "databricks": {"socket": where}}, environ={})
            server.shutdown()


def test_an_answer_and_a_refusal(settings):
    """Several a connection."""
    line = Line(settings, timeout_s=5)

    assert line.ask("good") == {"rows": 1}
    with pytest.raises(DeclinedError, match="no"):
        line.ask("bad")
    line.close()


def test_a_cluster_that_ends_is_unavailable(settings):
    """Says how to start it."""
    with pytest.raises(UnavailableError, match="corkboard up --with databricks"):
        ask(settings, "end", timeout_s=5)


def test_a_run_is_told_why_it_is_ended(settings):
    """Nothing where the cluster itself has ended."""
    said = []
    for wanted in ("cancel", "end"):
        line = Line(settings, timeout_s=5)
        line._socket.sendall(encode({"do": wanted}))
        said.append(line.wait_end())
        line.close()

    assert said == ["cancelled", ""]


@pytest.mark.parametrize("databricks", [{}, {"socket": "/nowhere/c.sock"}])
def test_without_a_cluster_the_next_step_is_said(databricks, tmp_path):
    """Never started, or not any more."""
    settings = load({"home": tmp_path, "databricks": databricks}, environ={})

    with pytest.raises(UnavailableError, match="corkboard up --with databricks"):
        ask(settings, "query", timeout_s=1)
