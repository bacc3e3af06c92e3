"""The batch as a notebook on Databricks: uploaded, submitted to the Jobs API, followed, or cancelled.

The wheel goes along as a library. The distribution of the Kinesis source is another one and never does:
Databricks has a source of that name and with the same options.
"""

from __future__ import annotations

import argparse
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard.errors import CorkboardError, UnavailableError
from corkboard_infra.submit.request import LONGEST_MINUTES
from corkboard_infra.submit.workspace import TRIES, base64_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard_infra.submit.workspace import Workspace

SKIPPED = "SKIPPED"
ENDED = ("TERMINATED", SKIPPED, "INTERNAL_ERROR")
SHOWN_LINES = 15
TASK = "batch"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is run.

    Attributes:
        cluster_id: Which cluster runs it.
        parameters: The notebook's.
        notebooks: Their sources, by name.
        wheel: Its file name and content.
        token: The run's own word: asked for twice with it, one run starts.
    """

    cluster_id: str
    parameters: Mapping[str, str]
    notebooks: Mapping[str, bytes]
    wheel: tuple[str, bytes]
    token: str

    @classmethod
    def of(
        cls,
        settings: Settings,
        parameters: Mapping[str, str],
        wheel: tuple[str, bytes],
        notebooks: Path,
    ) -> Batch:
        """Return a batch of the notebooks in a folder."""
        sources = {path.stem: path.read_bytes() for path in sorted(notebooks.glob("*.py"))}
        return cls(settings.databricks.cluster_id, parameters, sources, wheel, secrets.token_hex(8))

    @property
    def folder(self) -> str:
        """The run's own folder in the workspace."""
        return f"/Shared/corkboard-{self.token}"

    @property
    def library(self) -> str:
        """Where the wheel goes on DBFS."""
        return f"/FileStore/corkboard-{self.token}/{self.wheel[0]}"

    def request(self) -> dict[str, Any]:
        """Return what ``runs/submit`` takes."""
        task = {
            "task_key": TASK,
            "existing_cluster_id": self.cluster_id,
            "libraries": [{"whl": f"dbfs:{self.library}"}],
            "notebook_task": {"notebook_path": f"{self.folder}/{TASK}", "base_parameters": self.parameters},
        }
        return {
            "run_name": "corkboard batch",
            "idempotency_token": self.token,
            "timeout_seconds": LONGEST_MINUTES * 60,
            "tasks": [task],
        }


def parameters(settings: Settings, arguments: Sequence[str]) -> dict[str, str]:
    """Return the notebook's parameters; argparse ends the process, with 2, over an option that it has not."""
    parser = argparse.ArgumentParser("corkboard batch", description="The batch notebook on Databricks.")
    parser.add_argument("--prefix", default=settings.prefix, help="of topics and bucket")
    parser.add_argument("--suffix", default="", help="of the tables that are written")
    return vars(parser.parse_args(arguments))


class WorkspaceRun:
    """One run.

    Args:
        workspace: Where.
        batch: What.
        say: Shows a line.
        wait: Waits between two looks.
    """

    def __init__(
        self,
        workspace: Workspace,
        batch: Batch,
        *,
        say: Callable[[str], None],
        wait: Callable[[], None],
    ) -> None:
        self._workspace = workspace
        self._batch = batch
        self._say = say
        self._wait = wait
        self._id = 0
        self._may_go_on = False
        self._made: list[tuple[str, str]] = []  # what removes it, and its path

    def start(self) -> str:
        """Upload everything and start the run; return its id."""
        batch, workspace = self._batch, self._workspace
        library_folder = batch.library.rpartition("/")[0]
        workspace.post("2.0/dbfs/mkdirs", path=library_folder)
        self._made.append(("2.0/dbfs/delete", library_folder))
        workspace.upload(batch.library, batch.wheel[1])
        workspace.post("2.0/workspace/mkdirs", path=batch.folder)
        self._made.append(("2.0/workspace/delete", batch.folder))
        for name, source in batch.notebooks.items():
            kind: dict[str, Any] = {"format": "SOURCE", "language": "PYTHON", "overwrite": True}
            path = f"{batch.folder}/{name}"
            workspace.post("2.0/workspace/import", path=path, content=base64_text(source), **kind)
        try:
            self._id = workspace.post("2.1/jobs/runs/submit", tries=TRIES, **batch.request())["run_id"]
        except (UnavailableError, KeyboardInterrupt):  # it may have been taken, and nobody heard so
            self._may_go_on = True
            raise
        self._may_go_on = True
        return str(self._id)

    def follow(self) -> dict[str, Any]:
        """Show its states until it has ended.

        Returns:
            The notebook's output: ``result`` is its exit value.

        Raises:
            CorkboardError: It failed, or somebody has cancelled it; carries the last lines of its error.
        """
        run = self._until_ended()
        self._may_go_on = False
        state = run["state"]
        self._say(f"its page: {run['run_page_url']}")
        output = self._output(run)
        if state.get("result_state") != "SUCCESS":
            lines = (output.get("error_trace") or output.get("error") or "").strip().splitlines()
            what = f"the run {self._id} is {state.get('result_state', state['life_cycle_state'])}"
            raise CorkboardError(
                "\n".join((f"{what}: {state.get('state_message', '')}", *lines[-SHOWN_LINES:]))
            )
        found: dict[str, Any] = output.get("notebook_output", {})
        return found

    def cancel(self) -> None:
        """End it."""
        self._workspace.post("2.1/jobs/runs/cancel", tries=TRIES, run_id=self._id)
        self._may_go_on = False

    def clean(self) -> None:
        """Remove what was uploaded, or say where it stays: a run that may go on needs it.

        Nothing is raised: how the run ended is what counts. Its page stays.
        """
        while self._made:
            call, path = self._made.pop()
            if self._may_go_on:
                self._say(f"left for the run: {path}")
                continue
            try:
                self._workspace.post(call, path=path, recursive=True)
            except CorkboardError as error:
                self._say(f"left on Databricks: {path}: {error.message}")

    def _output(self, run: dict[str, Any]) -> dict[str, Any]:
        """Return what the run's task has left; nothing where it never ran."""
        tasks = run.get("tasks", ())
        if not tasks or run["state"]["life_cycle_state"] == SKIPPED:
            return {}
        return self._workspace.get("2.1/jobs/runs/get-output", run_id=tasks[0]["run_id"])

    def _until_ended(self) -> dict[str, Any]:
        before = ""
        while True:
            run = self._workspace.get("2.1/jobs/runs/get", run_id=self._id)
            word = run["state"]["life_cycle_state"]
            if word != before:
                self._say(f"{word.lower()} {run['state'].get('state_message', '')}".rstrip())
            if word in ENDED:
                return run
            before = word
            self._wait()
