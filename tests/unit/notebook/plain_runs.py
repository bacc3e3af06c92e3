"""Notebooks as files, and runs of them in a worker that has no Spark."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from corkboard_databricks.notebook.front import Front, Wish, ended_by_signals
from corkboard_databricks.notebook.reading import read

WORKER = Path(__file__).parent / "plain_worker.py"


def source(*cells):
    """The text of a notebook as Databricks keeps it in Git."""
    return "# Databricks notebook source\n" + "\n# COMMAND ----------\n".join(cells)


@pytest.fixture
def write(tmp_path):
    """A writer of notebooks: ``write("a.py", cell, cell)`` or ``write("a.ipynb", cell)``; returns the path."""

    def make(name, *cells, **metadata):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            listed = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
            path.write_text(json.dumps({"cells": listed, "metadata": metadata, "nbformat": 4}))
        else:
            path.write_text(source(*cells))
        return path

    return make


@pytest.fixture
def run(write):
    """A runner of notebooks of some cells: returns the record; ``watch`` is told each event."""

    def go(*cells, watch=lambda event, record: None, paths=(), **wish):
        files = paths or [write("main.py", *cells)]
        made = Wish(**{"parameters": {}, "command": (sys.executable, str(WORKER)), **wish})
        front = Front(made, dict(os.environ), watch)
        with ended_by_signals(front):
            return front.run([read(Path(file)) for file in files])

    return go
