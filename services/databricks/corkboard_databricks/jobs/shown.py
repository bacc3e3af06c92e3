"""Jobs and runs as Databricks' clients read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.states import (
    CANCELED,
    ENDED,
    INTERNAL_ERROR,
    PENDING,
    QUEUED,
    RUNNING,
    SUCCESS,
    TERMINATING,
    TIMED_OUT,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard_databricks.jobs.specs import TaskSpec
    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Job, Run

CREATOR = "corkboard"
CLUSTER = "corkboard"
CODES = {
    SUCCESS: ("SUCCESS", "SUCCESS"),
    CANCELED: ("CANCELED", "SUCCESS"),
    TIMED_OUT: ("TIMED_OUT", "CLIENT_ERROR"),
    "UPSTREAM_FAILED": ("UPSTREAM_FAILED", "CLIENT_ERROR"),
    "EXCLUDED": ("SKIPPED", "SUCCESS"),
}


def state(seen: State) -> dict[str, Any]:
    """Return a state in the older form."""
    result = {"result_state": seen.result} if seen.result else {}
    is_ours = seen.result in (CANCELED, TIMED_OUT)
    return {
        "life_cycle_state": seen.life,
        **result,
        "state_message": seen.message,
        "user_cancelled_or_timedout": is_ours,
    }


def status(seen: State) -> dict[str, Any]:
    """Return a state in the newer form."""
    if seen.life not in ENDED:
        known = (PENDING, QUEUED, RUNNING, TERMINATING)
        return {"state": seen.life if seen.life in known else RUNNING}
    fault = (
        ("INTERNAL_ERROR", "INTERNAL_ERROR")
        if seen.life == INTERNAL_ERROR
        else ("RUN_EXECUTION_ERROR", "CLIENT_ERROR")
    )
    code, kind = CODES.get(seen.result, fault) if seen.life != INTERNAL_ERROR else fault
    return {
        "state": "TERMINATED",
        "termination_details": {"code": code, "type": kind, "message": seen.message},
    }


def task(spec: TaskSpec, attempt: Attempt | None, page_url: str) -> dict[str, Any]:
    """Return a task of a run, by its last try; one that was not begun waits for others."""
    seen = State(attempt.life, attempt.result, attempt.message) if attempt else State(PENDING)
    times = _times(attempt) if attempt else {}
    return {
        **to_builtins(spec),
        "run_id": attempt.run_id if attempt else 0,
        "attempt_number": attempt.number if attempt else 0,
        "state": state(seen),
        "status": status(seen) if attempt else {"state": "BLOCKED"},
        "run_page_url": page_url,
        "cluster_instance": {"cluster_id": spec.existing_cluster_id or CLUSTER},
        **times,
    }


def run(
    one: Run, seen: State, attempts: Sequence[Attempt], page_url: str, tasks: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a run; without tasks, as a list of runs has it."""
    first = min((attempt.executing_ms for attempt in attempts if attempt.executing_ms), default=0)
    end = one.ended_ms or now_ms()
    shown = {
        "job_id": one.job_id,
        "run_id": one.run_id,
        "run_name": one.name,
        "number_in_job": one.number,
        "original_attempt_run_id": one.run_id,
        "creator_user_name": CREATOR,
        "run_as_user_name": CREATOR,
        "state": state(seen),
        "status": status(seen),
        "start_time": one.created_ms,
        "setup_duration": max(0, first - one.created_ms) if first else 0,
        "execution_duration": max(0, end - first) if first else 0,
        "cleanup_duration": 0,
        "run_duration": end - one.created_ms if one.ended_ms else 0,
        "run_page_url": page_url,
        "run_type": one.kind,
        "trigger": "ONE_TIME",
        "format": "MULTI_TASK",
        "job_parameters": [{"name": name, "value": value} for name, value in one.spec.parameters.items()],
        "overriding_parameters": one.spec.overriding,
    }
    ended = {"end_time": one.ended_ms} if one.ended_ms else {}
    listed = {"tasks": tasks} if tasks else {}
    return {**shown, **ended, **listed}


def output(attempt: Attempt, metadata: dict[str, Any]) -> dict[str, Any]:
    """Return what came of a try."""
    failure = {"error": attempt.error, "error_trace": attempt.trace} if attempt.error else {}
    value = {"result": attempt.value, "truncated": False} if attempt.value is not None else {}
    logs = {"logs": attempt.logs, "logs_truncated": False} if attempt.logs else {}
    return {"metadata": metadata, "notebook_output": value, **failure, **logs}


def job(one: Job, *, with_tasks: bool = True) -> dict[str, Any]:
    """Return a job."""
    left_out = () if with_tasks else ("tasks", "job_clusters")
    settings = {name: value for name, value in one.settings.items() if name not in left_out}
    return {
        "job_id": one.job_id,
        "creator_user_name": CREATOR,
        "run_as_user_name": CREATOR,
        "created_time": one.created_ms,
        "settings": {"format": "MULTI_TASK", **settings},
    }


def _times(attempt: Attempt) -> dict[str, int]:
    end = attempt.ended_ms or now_ms()
    executing = attempt.executing_ms or end
    return {
        "start_time": attempt.began_ms,
        "setup_duration": max(0, executing - attempt.began_ms),
        "execution_duration": max(0, end - executing),
        "cleanup_duration": 0,
        **({"end_time": attempt.ended_ms} if attempt.ended_ms else {}),
    }
