"""Workspace, DBFS, secrets and clusters, as Databricks' own client asks for them."""

from __future__ import annotations

import io
import time

import pytest
from databricks.sdk.errors import DatabricksError, ResourceAlreadyExists, ResourceDoesNotExist
from databricks.sdk.service.workspace import ExportFormat, ImportFormat


def test_a_notebook_goes_into_the_workspace_and_comes_out_in_both_forms(api):
    """It is listed under the path that it was imported by."""
    workspace, folder = api.client.workspace, f"/Users/me@example.com/forms_{time.time_ns()}"
    workspace.mkdirs(folder)
    source = "# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC a *word*\n"
    workspace.upload(f"{folder}/one.py", io.BytesIO(source.encode()))
    jupyter = workspace.download(f"{folder}/one", format=ExportFormat.JUPYTER).read()
    workspace.upload(f"{folder}/two", io.BytesIO(jupyter), format=ImportFormat.JUPYTER)

    listed = {one.path: one.object_type.value for one in workspace.list(folder)}
    assert listed == {f"{folder}/one": "NOTEBOOK", f"{folder}/two": "NOTEBOOK"}
    assert workspace.download(f"{folder}/two").read().decode() == source
    with pytest.raises(ResourceAlreadyExists):
        workspace.upload(f"{folder}/one.py", io.BytesIO(b"x = 2"))
    with pytest.raises(DatabricksError, match="not empty"):
        workspace.delete(folder)
    workspace.delete(folder, recursive=True)
    with pytest.raises(ResourceDoesNotExist):
        workspace.get_status(folder)


def test_a_file_goes_to_dbfs_block_by_block_and_comes_back(api):
    """Longer than a block; notebooks see the same file."""
    dbfs, content = api.client.dbfs, bytes(range(256)) * 10_000
    dbfs.upload("dbfs:/tests/up/long.bin", io.BytesIO(content), overwrite=True)
    dbfs.move("/tests/up/long.bin", "/tests/up/moved.bin")

    found = [(one.path, one.file_size) for one in dbfs.list("/tests/up")]
    back = dbfs.download("dbfs:/tests/up/moved.bin").read()
    dbfs.delete("/tests/up", recursive=True)
    assert found == [("/tests/up/moved.bin", len(content))]
    assert back == content
    assert not dbfs.exists("/tests/up")


def test_a_secret_is_what_notebooks_read(api):
    """And is not shown in the page."""
    secrets, scope = api.client.secrets, f"scope-{time.time_ns()}"
    secrets.create_scope(scope)
    secrets.put_secret(scope, "key", string_value="very/hidden+value")
    run = api.submit(
        f"secret = dbutils.secrets.get('{scope}', 'key')\nprint(secret)\ndbutils.notebook.exit(str(len(secret)))"
    ).result()
    keys = [one.key for one in secrets.list_secrets(scope)]
    scopes = [one.name for one in secrets.list_scopes()]
    secrets.delete_scope(scope)

    output = api.output(run)
    assert (keys, scope in scopes) == (["key"], True)
    assert output.notebook_output.result == "17"
    assert "hidden" not in (output.logs or "")
    with pytest.raises(ResourceDoesNotExist):
        secrets.get_secret(scope, "key")


def test_every_name_of_a_cluster_means_the_one_that_is_there(api):
    """Its version is what Airflow's connection test asks for."""
    clusters = api.client.clusters

    assert [one.state.value for one in clusters.list()] == ["RUNNING"]
    assert clusters.get("1108-201635-xxxxxxxx").cluster_id == "1108-201635-xxxxxxxx"
    assert clusters.spark_versions().versions[0].key.startswith("15.4.")
