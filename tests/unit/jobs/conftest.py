"""The Jobs API in this process, with workers that have no Spark."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from corkboard import control
from corkboard.errors import UnavailableError
from corkboard.settings import load
from corkboard_databricks.jobs.server import JobsApi, Server, configured, listen

WORKER = Path(__file__).parents[1] / "notebook" / "plain_worker.py"
PATIENCE_S = 60
ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


class Served:
    """A running Jobs API.

    Attributes:
        settings: Its stack's.
        jobs: The API itself.
    """

    def __init__(self, settings, listener):
        self.settings = settings
        self._listener = listener
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._begun.wait(PATIENCE_S)

    async def _serve(self):
        self.jobs = JobsApi(self.settings, command=(sys.executable, str(WORKER)))
        self.server = Server(configured(self.jobs.application))
        self.jobs.conductor.resume()
        self._begun.set()
        await self.server.serve(sockets=[self._listener])

    def close(self):
        """Stop, as at SIGTERM; harmless when that is done."""
        if not self._thread.is_alive():
            return
        self.server.should_exit = True
        self._thread.join(PATIENCE_S)
        self.jobs.close()

    def ask(self, method, path, members=None, *, token=None, agent="test", body=None):
        """Return the status and the answer of a call."""
        token = self.settings.databricks.token.get_secret_value().encode() if token is None else token
        headers = {"Authorization": b"Bearer " + token} if token else {}
        answer = requests.request(
            method,
            f"{self.settings.databricks.url}/api/2.1/{path}",
            params=members if method == "GET" else None,
            data=json.dumps(members or {}) if body is None and method == "POST" else body,
            headers={**headers, "User-Agent": agent},
            timeout=PATIENCE_S,
        )
        return answer.status_code, answer.json()

    def get(self, path, /, **members):
        """Return the answer of a GET that succeeds."""
        status, answer = self.ask("GET", path, members)
        assert status == 200, answer
        return answer

    def post(self, path, /, **members):
        """Return the answer of a POST that succeeds."""
        status, answer = self.ask("POST", path, members)
        assert status == 200, answer
        return answer

    def wait(self, run_id, until=lambda run: run["state"]["life_cycle_state"] in ENDED):
        """Return a run when it has ended, or when something else is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not until(run := self.get("jobs/runs/get", run_id=run_id)):
            assert time.monotonic() < deadline, run
            time.sleep(0.05)
        return run

    def run(self, **members):
        """Submit, and return the run when it has ended."""
        return self.wait(self.post("jobs/runs/submit", **members)["run_id"])

    def write(self, name, *cells):
        """Put a notebook into the workspace and return its path there."""
        file = self.settings.state_dir / "workspace" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# Databricks notebook source\n" + "\n# COMMAND ----------\n".join(cells))
        return f"/{name.removesuffix('.py')}"


@pytest.fixture
def cluster(monkeypatch):
    """Whether a cluster answers: ``is_there`` is changed by the test."""
    seen = SimpleNamespace(is_there=True)

    def ask(settings, wanted, *, timeout_s, **arguments):
        if not seen.is_there:
            raise UnavailableError("the cluster is away", service="spark")
        return {"runs": []}

    monkeypatch.setattr(control, "ask", ask)
    return seen


@pytest.fixture
def serve(tmp_path, cluster):
    """A factory of Jobs APIs on one stack's folder; each ends with the test."""
    made = []

    def make(**sections):
        listener = listen(0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        section = {"url": url, "token": "made for this test", "streams_s": 1, **sections}
        settings = load({"name": "unit", "home": tmp_path, "databricks": section}, environ={})
        made.append(Served(settings, listener))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def api(serve):
    """A Jobs API."""
    return serve()
