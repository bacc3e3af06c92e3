"""What Databricks is asked for: the notebook, and this wheel alone."""

from __future__ import annotations

import pytest

from corkboard.settings import load
from corkboard_infra.submit.workspace import Batch, parameters


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
