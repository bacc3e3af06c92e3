"""Workspace, DBFS and secrets over HTTP."""

from __future__ import annotations

import base64
import json

import pytest

SOURCE = "# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC select 1\n"


def text(content):
    return base64.b64encode(content.encode()).decode()


@pytest.mark.parametrize(
    ("members", "file"),
    [
        ({"path": "/n", "language": "PYTHON"}, "n.py"),
        ({"path": "/n.py"}, "n.py"),
        ({"path": "/Users/me@example.com/d/n", "language": "SQL"}, "d/n.sql"),
        ({"path": "/n", "format": "AUTO"}, "n.py"),
        ({"path": "/data.csv", "format": "AUTO", "content": text("a,b")}, "data.csv"),
        ({"path": "/n", "format": "JUPYTER", "content": text("{}")}, "n.ipynb"),
        ({"path": "/x.bin", "format": "RAW"}, "x.bin"),
    ],
)
def test_what_is_imported_is_a_file_of_its_form(api, members, file):
    """Whose home it was imported to makes no difference."""
    api.post("workspace/import", **{"content": text(SOURCE), **members})

    assert (api.settings.state_dir / "workspace" / file).is_file()


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"path": "/n"}, "language: with the format SOURCE"),
        ({"path": "/n", "language": "SCALA"}, "language"),
        ({"path": "/n", "format": "DBC"}, "format: DBC is not taken here"),
        ({"path": "/n", "format": "JUPYTER"}, "content: it is no notebook of Jupyter's"),
        ({"path": "/", "language": "PYTHON"}, "is a folder"),
        ({"path": "/n", "language": "PYTHON", "content": "x"}, "content: it is not encoded in base64"),
    ],
)
def test_what_is_not_run_here_is_not_imported(api, members, words):
    """By the name of the member."""
    status, answer = api.ask("POST", "workspace/import", {"content": text(SOURCE), **members})

    assert (status, words in answer["message"]) == (400, True), answer


def test_a_notebook_that_is_overwritten_in_another_form_is_there_once(api):
    """Otherwise its name would be ambiguous."""
    api.post("workspace/import", path="/n", language="PYTHON", content=text(SOURCE))
    refused, _ = api.ask(
        "POST", "workspace/import", {"path": "/n", "format": "JUPYTER", "content": text("{}")}
    )
    api.post("workspace/import", path="/n", format="JUPYTER", content=text("{}"), overwrite=True)

    listed = [one["path"] for one in api.get("workspace/list", path="/")["objects"]]
    assert (refused, listed) == (400, ["/corkboard", "/n"])


def test_a_notebook_is_exported_as_source_and_for_jupyter(api):
    """There and back it is the same."""
    api.post("workspace/import", path="/n", language="PYTHON", content=text(SOURCE))
    jupyter = api.get("workspace/export", path="/n", format="JUPYTER")["content"]
    api.post("workspace/import", path="/back", format="JUPYTER", content=jupyter)
    back = api.get("workspace/export", path="/back")

    cells = json.loads(base64.b64decode(jupyter))["cells"]
    assert "".join(cells[1]["source"]) == "%sql\nselect 1"
    assert (base64.b64decode(back["content"]).decode(), back["file_type"]) == (SOURCE, "py")


def test_files_of_dbfs_that_are_not_the_clients_stay_closed(api):
    """The mounts' table lies there."""
    (api.settings.dbfs_dir / ".corkboard").mkdir(parents=True)
    api.post("dbfs/put", path="/seen", contents=text("x"))

    assert api.get("dbfs/list", path="/")["files"][0]["path"] == "/seen"
    assert api.ask("GET", "dbfs/list", {"path": "/.corkboard"})[0] == 403
    assert api.ask("POST", "dbfs/delete", {"path": "/", "recursive": True})[0] == 400


def test_a_secret_is_kept_from_others_on_this_machine(api):
    """And is read back in base64."""
    api.post("secrets/scopes/create", scope="own")
    api.post("secrets/put", scope="own", key="k", string_value="hidden")

    file = api.settings.state_dir / "dbutils-secrets" / "own" / "k"
    assert api.get("secrets/get", scope="own", key="k") == {"key": "k", "value": text("hidden")}
    assert (file.stat().st_mode & 0o077, file.parent.stat().st_mode & 0o077) == (0, 0)
    assert (
        api.ask("POST", "secrets/scopes/create", {"scope": "own"})[1]["error_code"]
        == "RESOURCE_ALREADY_EXISTS"
    )
