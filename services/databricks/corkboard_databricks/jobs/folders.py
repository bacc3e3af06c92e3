"""The folders of the stack that the Jobs API reads and writes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard_databricks.dbfs.paths import local_path
from corkboard_databricks.jobs.errors import INVALID, ApiError, files_refusing
from corkboard_databricks.jobs.workspace_paths import find
from corkboard_databricks.notebook.dbutils.secrets import SECRETS_DIR

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_databricks.jobs.specs import TaskSpec

OURS = "corkboard"
ELSEWHERE = ("s3:", "s3a:", "s3n:", "abfss:", "gs:", "http:", "https:")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things lie.

    Attributes:
        settings: Which stack.
    """

    settings: Settings

    @property
    def workspace(self) -> Path:
        """Notebooks, as clients import them or people copy them there."""
        return self.settings.state_dir / "workspace"

    @property
    def secrets(self) -> Path:
        """A folder a scope, a file a key."""
        return self.settings.state_dir / SECRETS_DIR

    @property
    def state(self) -> Path:
        """The file of jobs and runs."""
        return self.settings.state_dir / catalogue.JOBS_DIR / "jobs.db"

    @property
    def runs(self) -> Path:
        """A folder a try, with its page and its executed notebook."""
        return self.settings.state_dir / catalogue.JOBS_DIR / "runs"

    def dbfs(self, path: str) -> Path:
        """Return the file of a path on DBFS.

        Raises:
            ApiError: It leads out of DBFS, or is no path.
        """
        try:
            return local_path(path, self.settings)
        except ValueError as error:
            raise ApiError(INVALID, f"path: {error}") from error

    def kept(self, run_id: int) -> Path:
        """Return the folder of what came of a try."""
        return self.runs / str(run_id)

    def program(self, task: TaskSpec) -> Path:
        """Return the file that a task runs.

        Raises:
            ApiError: There is none; says what there is.
        """
        if task.notebook_task is not None:
            return find(
                self.workspace, _absolute(task.notebook_task.notebook_path, task.notebook_task.source)
            )
        assert task.spark_python_task is not None  # noqa: S101 - the request was checked
        path = task.spark_python_task.python_file
        if path.startswith(ELSEWHERE):
            raise ApiError(
                INVALID, f"python_file: {path!r} is not on DBFS; copy it to dbfs:/ or the workspace"
            )
        if not path.startswith(("dbfs:", "/dbfs/")):
            return find(self.workspace, _absolute(path, task.spark_python_task.source))
        file = self.dbfs(path)
        with files_refusing(path):
            if not file.is_file():
                raise ApiError(INVALID, f"python_file: {path!r} does not exist on DBFS")
        return file

    def bring_ours(self) -> None:
        """Put our own notebooks into the workspace, as they are in this version."""
        beside = Path(str(resources.files("corkboard_databricks"))).parent / "notebooks"
        inside = Path(str(resources.files("corkboard_databricks"))) / "notebooks"
        folder = self.workspace / OURS
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in sorted((inside if inside.is_dir() else beside).glob("*.py")):
            shutil.copyfile(notebook, folder / notebook.name)


def _absolute(path: str, source: str | None) -> str:
    """Return a path of a workspace; those of a Git repository begin at its top."""
    return f"/{path}" if source == "GIT" and not path.startswith("/") else path
