"""What a run consists of, as clients describe it: tasks, and which of them wait for which."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

MOST_TASKS = 100
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Key = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_-]+\Z")]
Path = Annotated[str, Meta(min_length=1, max_length=4096)]
Value = str | int | float | bool | None
Source = Literal["WORKSPACE", "GIT"]
RunIf = Literal[
    "ALL_SUCCESS", "ALL_DONE", "NONE_FAILED", "AT_LEAST_ONE_SUCCESS", "ALL_FAILED", "AT_LEAST_ONE_FAILED"
]


class NotebookTask(Struct, frozen=True, omit_defaults=True):
    """A notebook of the workspace, with values of its widgets."""

    notebook_path: Path
    base_parameters: dict[str, Value] | None = None
    source: Source | None = None


class PythonTask(Struct, frozen=True, omit_defaults=True):
    """A Python file of the workspace or of DBFS, with its arguments."""

    python_file: Path
    parameters: list[Value] | None = None
    source: Source | None = None


class Dependency(Struct, frozen=True, omit_defaults=True):
    """A task that another one waits for."""

    task_key: Key


class Work(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is run, and how often it is tried.

    Attributes:
        timeout_seconds: For each try; 0 for as long as it takes.
        max_retries: -1 for as often as it fails.
    """

    notebook_task: NotebookTask | None = None
    spark_python_task: PythonTask | None = None
    existing_cluster_id: str | None = None
    timeout_seconds: Count | None = None
    max_retries: Annotated[int, Meta(ge=-1, le=1000)] | None = None
    min_retry_interval_millis: Annotated[int, Meta(ge=-1, le=2**31 - 1)] | None = None
    retry_on_timeout: bool | None = None


class TaskSpec(Work, frozen=True, omit_defaults=True, kw_only=True):
    """A task of a run."""

    task_key: Key
    depends_on: list[Dependency] | None = None
    run_if: RunIf | None = None
    description: str | None = None

    @property
    def needs(self) -> list[str]:
        """The keys of the tasks that it waits for."""
        return [one.task_key for one in self.depends_on or ()]


class RunSpec(Struct, frozen=True):
    """What a run is to do; kept with it.

    Attributes:
        tasks: At least one.
        timeout_seconds: For the whole run; 0 for as long as it takes.
        parameters: The job's own, known to each task.
        overriding: What ``run-now`` was told, as it was told.
    """

    tasks: list[TaskSpec]
    timeout_seconds: int = 0
    parameters: dict[str, str] = {}
    overriding: dict[str, object] = {}
