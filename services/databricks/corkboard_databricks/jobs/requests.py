"""What each call of the Jobs API takes; members that are not named here are let pass, as Databricks does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from corkboard_databricks.jobs.specs import Count, Dependency, RunIf, TaskSpec, Value, Work

MOST_LISTED = 100
Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Name = Annotated[str, Meta(max_length=4096)]
Token = Annotated[str, Meta(max_length=64)]
Limit = Annotated[int, Meta(ge=0, le=MOST_LISTED)]
Offset = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Moment = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Parameter(Struct, frozen=True):
    """A job's own parameter."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    default: Value = ""


class Content(Work, frozen=True, kw_only=True):
    """What a run or a job consists of: ``tasks``, or a single task in the older form."""

    tasks: list[TaskSpec] | None = None
    parameters: list[Parameter] | None = None
    depends_on: list[Dependency] | None = None
    run_if: RunIf | None = None


class Submit(Content, frozen=True, kw_only=True):
    """``runs/submit``."""

    run_name: Name | None = None
    idempotency_token: Token | None = None


class JobSettings(Content, frozen=True, kw_only=True):
    """``jobs/create``, and ``new_settings`` of others."""

    name: Name | None = None
    max_concurrent_runs: Count | None = None


class JobChange(Struct, frozen=True):
    """``jobs/reset`` and ``jobs/update``."""

    job_id: Id
    new_settings: dict[str, Any] | None = None
    fields_to_remove: list[str] | None = None


class RunNow(Struct, frozen=True):
    """``jobs/run-now``."""

    job_id: Id
    idempotency_token: Token | None = None
    notebook_params: dict[str, Value] | None = None
    python_params: list[Value] | None = None
    job_parameters: dict[str, Value] | None = None


class OneJob(Struct, frozen=True):
    """A job by its number."""

    job_id: Id


class OneRun(Struct, frozen=True):
    """A run by its number."""

    run_id: Id


class CancelAll(Struct, frozen=True):
    """``runs/cancel-all``: a job's runs, or all."""

    job_id: Id | None = None
    all_queued_runs: bool | None = None


class ListJobs(Struct, frozen=True):
    """``jobs/list``."""

    name: str | None = None
    limit: Limit = 20
    offset: Offset = 0
    page_token: str | None = None
    expand_tasks: bool = False


class ListRuns(Struct, frozen=True):
    """``runs/list``."""

    job_id: Id | None = None
    active_only: bool = False
    completed_only: bool = False
    limit: Limit = 20
    offset: Offset = 0
    page_token: str | None = None
    run_type: Literal["JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"] | None = None
    expand_tasks: bool = False
    start_time_from: Moment | None = None
    start_time_to: Moment | None = None


class Nothing(Struct, frozen=True):
    """A call that takes nothing."""


class OneCluster(Struct, frozen=True):
    """A cluster by its name, whatever it is."""

    cluster_id: Annotated[str, Meta(min_length=1, max_length=255)]
