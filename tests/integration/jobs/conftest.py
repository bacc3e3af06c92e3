"""The Jobs API on the running stack, asked by Databricks' own client."""

from __future__ import annotations

import io
import time

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.jobs import NotebookTask, SparkPythonTask, SubmitTask
from databricks.sdk.service.workspace import ImportFormat, Language

from corkboard.settings import reveal
from corkboard.stack import probes
from corkboard.stack.processes import noted

PATIENCE_S = 240
HEAD = "# Databricks notebook source\n"
BREAK = "\n# COMMAND ----------\n"


class Api:
    """What a test does with the Jobs API.

    Attributes:
        settings: The stack's.
        client: Databricks' own.
    """

    def __init__(self, settings):
        self.settings = settings
        self.client = WorkspaceClient(
            host=settings.databricks.url, token=reveal(settings.databricks.token), auth_type="pat"
        )
        self._count = 0

    def notebook(self, *cells, parameters=None):
        """Import a notebook of some cells, and return a task that runs it."""
        self._count += 1
        path = f"/Users/me@example.com/tests/notebook_{self._count}"
        self.client.workspace.upload(
            path,
            io.BytesIO((HEAD + BREAK.join(cells)).encode()),
            format=ImportFormat.SOURCE,
            language=Language.PYTHON,
            overwrite=True,
        )
        return NotebookTask(notebook_path=path, base_parameters=parameters)

    def script(self, text, *words):
        """Put a Python file on DBFS, and return a task that runs it."""
        self._count += 1
        path = f"dbfs:/tests/script_{self._count}.py"
        self.client.dbfs.upload(path, io.BytesIO(text.encode()), overwrite=True)
        return SparkPythonTask(python_file=path, parameters=list(words))

    def submit(self, *cells, parameters=None, key="only", **options):
        """Submit a notebook of some cells, and return what waits for it."""
        task = SubmitTask(task_key=key, notebook_task=self.notebook(*cells, parameters=parameters))
        return self.client.jobs.submit(run_name="test", tasks=[task], **options)

    def ended(self, run_id):
        """Return a run when it has ended."""
        return self.wait(run_id, lambda state: state.value in ("TERMINATED", "SKIPPED", "INTERNAL_ERROR"))

    def running(self, run_id, mark):
        """Return what a notebook of a run has written into its mark on DBFS, when it has."""
        file = self.settings.dbfs_dir / mark
        self.wait(run_id, lambda _: file.exists() and file.read_text())
        return file.read_text()

    def wait(self, run_id, until):
        """Return a run when its state is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not until((run := self.client.jobs.get_run(run_id)).state.life_cycle_state):
            assert time.monotonic() < deadline, run.state
            time.sleep(0.2)
        return run

    def output(self, run, key="only"):
        """Return the output of a task."""
        task = next(one for one in run.tasks if one.task_key == key)
        return self.client.jobs.get_run_output(task.run_id)

    def process(self, name="jobs"):
        """Return a stand-in's process."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := noted(self.settings.state_dir / "conf" / f"{name}.pid.json")):
            assert time.monotonic() < deadline, name
            time.sleep(0.1)
        return found

    def wait_back(self, killed, name="jobs"):
        """Return when another process answers in the place of one that was killed."""
        killed.wait(30)
        deadline = time.monotonic() + PATIENCE_S
        look = (
            probes.cluster if name == "spark" else lambda known: probes.http(f"{known.databricks.url}/health")
        )
        while self.process(name).pid == killed.pid or look(self.settings):
            assert time.monotonic() < deadline, look(self.settings)
            time.sleep(0.2)


@pytest.fixture(scope="session")
def api(corkboard, stack_home, settings):
    """The Jobs API and the cluster, started once."""
    corkboard("up", "--only", "jobs", "--timeout", "400", home=stack_home)
    return Api(settings)


@pytest.fixture
def mark(api):
    """A name of a file on DBFS that a notebook leaves when it has begun; gone at the end."""
    name = f"mark-{time.time_ns()}"
    yield name
    (api.settings.dbfs_dir / name).unlink(missing_ok=True)
