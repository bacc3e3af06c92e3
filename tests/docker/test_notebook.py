"""Notebooks of this machine on the cluster in a container, whose files and tables are those of the jobs."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
import requests
from deltalake import DeltaTable
from docker_daemon import ROOT

from corkboard import catalogue

NOTEBOOKS = ROOT / "services" / "databricks" / "notebooks"
BACK_S = 180
WAITING = """
import time
print("begun", flush=True)
time.sleep(300)
"""


@pytest.fixture
def write(tmp_path):
    """A writer of notebooks of one cell, in a folder that containers may read."""
    tmp_path.chmod(0o755)

    def make(cell):
        path = tmp_path / "written.py"
        path.write_text(cell)
        return str(path)

    return make


def rows(stack, name):
    """A clean table's rows by key."""
    found = DeltaTable(stack.settings().clean_table(name)).to_pyarrow_table().to_pylist()
    return {row[catalogue.CLEAN_KEY]: row for row in found}


def wait(stack, is_back):
    """Wait until something is back."""
    deadline = time.monotonic() + BACK_S
    while not is_back():
        assert time.monotonic() < deadline, stack("logs", "cluster", check=False).stdout
        time.sleep(0.3)


def begin(stack, *words):
    """Start a notebook that waits, and return its process when it does."""
    process = stack.begin("notebook", "run", *words)
    said = ""
    while "begun\n" not in said:
        said += process.stdout.readline()
        assert process.poll() is None, said
    return process


@pytest.mark.timeout(900)
def test_our_notebooks_write_what_the_jobs_write_and_list_it(cluster, tmp_path):
    """Row by row on both paths; what they have shown is on this machine, and is this user's."""
    done, page = tmp_path / "batch.ipynb", tmp_path / "pages" / "batch.html"
    words = ("--ipynb", str(done), "--html", str(page))
    said = cluster("notebook", "run", str(NOTEBOOKS / "batch.py"), *words).stdout
    cluster("notebook", "run", str(NOTEBOOKS / "streaming.py"), "--streams", "3m")

    for feed in catalogue.FEEDS:
        assert rows(cluster, f"{feed.clean}_notebook") == rows(cluster, feed.clean)
        assert rows(cluster, f"{feed.streamed}_notebook") == rows(cluster, feed.streamed)
        assert f"│ default   │ {feed.clean} " in said
        assert f"│ default   │ {feed.streamed} " in said
    assert "<html" in page.read_text()
    assert "pins_notebook" in done.read_text()
    assert {done.stat().st_uid, page.stat().st_uid} == {os.getuid()}


@pytest.mark.timeout(300)
def test_a_cell_that_fails_is_the_commands_failure(cluster, write, tmp_path):
    """Parameters reach it; what it opened on the driver's disk Spark reads; its page is written."""
    cell = """
open("/tmp/seen.csv", "w").write(dbutils.widgets.get("day"))
print(spark.read.csv("file:/tmp/seen.csv").first()[0])
1 / 0
"""
    page = tmp_path / "failed.html"
    done = cluster("notebook", "run", write(cell), "--param", "day=monday", "--html", str(page), check=False)

    assert done.returncode == 1
    assert "monday\n" in done.stdout
    assert "ZeroDivisionError" in done.stdout
    assert "ZeroDivisionError" in page.read_text()
    assert cluster("notebook", "check", write("import no_such_module"), check=False).returncode == 1
    assert cluster("notebook", "run", str(tmp_path / "nowhere.py"), check=False).returncode == 2


@pytest.mark.timeout(300)
def test_ctrl_c_cancels_a_notebook_and_leaves_no_container(cluster, write, tmp_path):
    """Its page is written all the same; while it runs the stack is well."""
    page = tmp_path / "cancelled.html"
    process = begin(cluster, write(WAITING), "--html", str(page))
    states = cluster.states()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)

    assert set(states.values()) == {"ready"}
    assert process.returncode == 130, said
    assert "cancelled by Ctrl-C" in said
    assert "begun" in page.read_text()
    assert [name for name in cluster.containers() if "notebook" in name] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may kill a container's process from outside")
@pytest.mark.timeout(600)
def test_a_killed_cluster_ends_a_notebook_with_the_reason_and_comes_back(cluster, write, tmp_path):
    """Its machine too, which the Jobs API joins again; tables are there, and Compose alone runs a notebook."""
    process = begin(cluster, write(WAITING))
    killed = {name: cluster.process(name) for name in ("driver", "cluster", "jobs")}
    os.kill(killed["driver"], signal.SIGKILL)
    wait(cluster, lambda: cluster.process("driver") not in (0, killed["driver"]))
    os.kill(killed["cluster"], signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    wait(cluster, lambda: all(cluster.process(name) not in (0, pid) for name, pid in killed.items()))
    wait(cluster, lambda: set(cluster.states().values()) == {"ready"})
    path = write('print(spark.table("pins_notebook").count(), spark.table("pins").count())')
    mounted = ("--volume", f"{tmp_path}:/here:ro")
    again = cluster.compose().run(
        "run", "--rm", "-T", *mounted, "notebook", "run", f"/here/{Path(path).name}"
    )

    assert requests.get(f"{cluster.settings().databricks.url}/health", timeout=30).ok
    assert process.returncode == 1
    assert "the Databricks cluster has ended" in said
    assert "300 300" in again
