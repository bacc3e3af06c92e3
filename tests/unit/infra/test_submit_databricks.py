"""What Databricks is asked for: the notebook, and this wheel alone; and what happens when it refuses."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError, UnavailableError
from corkboard.settings import load
from corkboard_infra.submit.__main__ import carry_out
from corkboard_infra.submit.databricks import Batch, WorkspaceRun, parameters


def _settings(tmp_path):
    return load({"target": "aws", "home": tmp_path}, environ={})


def test_databricks_gets_the_notebook_and_this_wheel_alone(tmp_path):
    """The Kinesis source is a distribution of its own, and Databricks has one of that name."""
    (tmp_path / "batch.py").write_text("# Databricks notebook source")
    settings = _settings(tmp_path)
    given = parameters(settings, ["--suffix", "_x"])
    batch = Batch.of(settings, given, ("corkboard_stack-1.whl", b""), tmp_path)
    [task] = batch.request()["tasks"]

    assert task["libraries"] == [{"whl": f"dbfs:/FileStore/corkboard-{batch.token}/corkboard_stack-1.whl"}]
    assert task["notebook_task"]["notebook_path"] == f"{batch.folder}/batch"
    assert task["notebook_task"]["base_parameters"] == {"prefix": "corkboard", "suffix": "_x"}
    assert list(batch.notebooks) == ["batch"]


def test_an_option_that_the_notebook_has_not_ends_with_2(tmp_path):
    """As with every verb."""
    with pytest.raises(SystemExit) as caught:
        parameters(_settings(tmp_path), ["--report", "a.html"])

    assert caught.value.code == 2


class Workspace:
    """Databricks with one run, which is in a state, and what is removed."""

    def __init__(self, state, refused="", error=None):
        self._state, self._refused, self._error = state, refused, error
        self.removed = []

    def upload(self, path, content):
        pass

    def post(self, path, /, **body):
        if path.endswith("/delete"):
            self.removed.append(body["path"])
        self._refuse(path)
        return {"run_id": 7}

    def get(self, path, /, **query):
        assert path == "2.1/jobs/runs/get", "a run that never ran has no output"
        self._refuse(path)
        return {"state": {"state_message": "no cluster", **self._state}, "run_page_url": "page"}

    def _refuse(self, path):
        if self._refused and path.endswith(self._refused):
            raise self._error


def followed(workspace):
    """Carry a run out and clean; return what was said of it and what was raised."""
    said = []
    batch = Batch("a-cluster", {}, {}, ("a.whl", b""), "word")
    run = WorkspaceRun(workspace, batch, say=said.append, wait=lambda: None)
    try:
        with pytest.raises(CorkboardError) as caught:
            carry_out(run, lambda _: None)
    finally:
        run.clean()
    return said, caught.value.message


UPLOADED = ["/Shared/corkboard-word", "/FileStore/corkboard-word"]
AWAY = UnavailableError("no answer", service="databricks")


def test_a_run_that_never_ran_is_told_by_its_state():
    """It has no task, so no output that could be asked for; what was uploaded goes."""
    workspace = Workspace({"life_cycle_state": "SKIPPED"})

    said, message = followed(workspace)

    assert message == "the run 7 is SKIPPED: no cluster"
    assert workspace.removed == UPLOADED
    assert said == ["skipped no cluster", "its page: page"]


@pytest.mark.parametrize("refused", ["runs/get", "runs/submit"])
def test_what_a_run_needs_stays_while_it_may_go_on(refused):
    """Nobody saw it end, or heard whether it began."""
    workspace = Workspace({}, refused, AWAY)

    said, message = followed(workspace)

    assert message == "no answer"
    assert workspace.removed == []
    assert said == [f"left for the run: {path}" for path in UPLOADED]


def test_a_run_that_is_refused_leaves_nothing():
    """It never began."""
    workspace = Workspace({}, "runs/submit", CorkboardError("no such cluster"))

    assert followed(workspace) == ([], "no such cluster")
    assert workspace.removed == UPLOADED


def test_what_cannot_be_removed_is_named_and_hides_no_failure():
    """Why the run failed is what matters."""
    workspace = Workspace({"life_cycle_state": "SKIPPED"}, "workspace/delete", CorkboardError("not allowed"))

    said, message = followed(workspace)

    assert message == "the run 7 is SKIPPED: no cluster"
    assert said[-1] == f"left on Databricks: {UPLOADED[0]}: not allowed"
