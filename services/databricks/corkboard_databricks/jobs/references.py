"""Values that a run fills in: ``{{job.run_id}}`` and the like in parameters."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Run

REFERENCE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")


def known(run: Run, attempt: Attempt) -> dict[str, str]:
    """Return what can be named in parameters, and its value."""
    began = datetime.fromtimestamp(run.created_ms / 1000, UTC)
    values = {
        "job.id": run.job_id,
        "job.name": run.name,
        "job.run_id": run.run_id,
        "job.start_time.iso_date": f"{began:%Y-%m-%d}",
        "job.start_time.timestamp_ms": run.created_ms,
        "task.name": attempt.task_key,
        "task.run_id": attempt.run_id,
        "task.execution_count": attempt.number + 1,
        "job_id": run.job_id,
        "run_id": attempt.run_id,
        "parent_run_id": run.run_id,
        "task_key": attempt.task_key,
        "task_retry_count": attempt.number,
        "start_date": f"{began:%Y-%m-%d}",
        "start_time": run.created_ms,
    }
    parameters = {f"job.parameters.{name}": value for name, value in run.spec.parameters.items()}
    return {name: str(value) for name, value in values.items()} | parameters


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a parameter with its references filled in; unknown ones stay as they are written."""
    return REFERENCE.sub(lambda match: values.get(match[1], match[0]), text)
