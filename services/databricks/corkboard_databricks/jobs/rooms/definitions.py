"""``jobs/create`` and the like: what a job is, before it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard_databricks.jobs import requests as ask
from corkboard_databricks.jobs import shown
from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.errors import INVALID, ApiError
from corkboard_databricks.jobs.paging import page
from corkboard_databricks.jobs.reading import ONLY, shaped, tasks_of
from corkboard_databricks.jobs.specs import Work

if TYPE_CHECKING:
    from corkboard_databricks.jobs.store import Job, Store

NOT_SETTINGS = ("access_control_list", "idempotency_token")
BY_KEY = {"tasks": "task_key", "job_clusters": "job_cluster_key", "parameters": "name"}


class Definitions:
    """Answers calls about jobs.

    Args:
        store: Knows them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, members: dict[str, Any]) -> dict[str, Any]:
        """Keep a new job."""
        settings = _checked(members)
        number = self._store.new_number()
        self._store.add_job(number, settings, now_ms())
        return {"job_id": number}

    def get(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return a job."""
        return shown.job(self._job(shaped(members, ask.OneJob).job_id))

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return jobs, the newest first."""
        wanted = shaped(members, ask.ListJobs)
        name = wanted.name.lower() if wanted.name else None
        found = [
            job for job in self._store.jobs() if name in (None, str(job.settings.get("name", "")).lower())
        ]
        jobs, more = page(found, wanted.limit, wanted.offset, wanted.page_token)
        listed = [shown.job(job, with_tasks=wanted.expand_tasks) for job in jobs]
        return {"jobs": listed, **more} if listed else more

    def reset(self, members: dict[str, Any]) -> dict[str, Any]:
        """Give a job other settings altogether."""
        wanted = shaped(members, ask.JobChange)
        self._job(wanted.job_id)
        if wanted.new_settings is None:
            raise ApiError(INVALID, "new_settings: missing; jobs/update changes parts of a job")
        self._store.change_job(wanted.job_id, _checked(wanted.new_settings))
        return {}

    def update(self, members: dict[str, Any]) -> dict[str, Any]:
        """Change parts of a job: what is named is replaced, tasks and the like by their keys."""
        wanted = shaped(members, ask.JobChange)
        job = self._job(wanted.job_id)
        settings = dict(job.settings)
        for path in wanted.fields_to_remove or ():
            _remove(settings, path)
        for name, value in (wanted.new_settings or {}).items():
            settings[name] = _joined(settings.get(name), value, BY_KEY[name]) if name in BY_KEY else value
        self._store.change_job(wanted.job_id, _checked(settings))
        return {}

    def delete(self, members: dict[str, Any]) -> dict[str, Any]:
        """Forget a job; its runs stay."""
        number = shaped(members, ask.OneJob).job_id
        self._job(number)
        self._store.remove_job(number)
        return {}

    def _job(self, number: int) -> Job:
        job = self._store.job(number)
        if job is None:
            raise ApiError(INVALID, f"Job {number} does not exist.")
        return job


def _checked(members: dict[str, Any]) -> dict[str, Any]:
    """Return a job's settings in the form with tasks, as they will be run.

    Raises:
        ApiError: They could not be run.
    """
    content = shaped(members, ask.JobSettings)
    tasks_of(content, members)
    given = {name: value for name, value in members.items() if value is not None}
    settings = {name: value for name, value in given.items() if name not in NOT_SETTINGS}
    if content.tasks is None:
        own = {name: settings.pop(name) for name in Work.__struct_fields__ if name in settings}
        settings["tasks"] = [{"task_key": ONLY, **own}]
    return {"name": "Untitled", "max_concurrent_runs": 1, **settings}


def _remove(settings: dict[str, Any], path: str) -> None:
    """Take a field out, such as ``name`` or ``tasks/clean``."""
    name, _, key = path.partition("/")
    if key and name in BY_KEY and isinstance(settings.get(name), list):
        settings[name] = [one for one in settings[name] if one.get(BY_KEY[name]) != key]
    else:
        settings.pop(name, None)


def _joined(before: Any, after: Any, key: str) -> Any:
    """Return a list with what is new in the place of what has the same key."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return after
    if not all(isinstance(one, dict) and isinstance(one.get(key), str) for one in after):
        return after  # refused when it is looked at
    new = {one.get(key): one for one in after}
    kept = [new.pop(one.get(key), one) for one in before]
    return [*kept, *new.values()]
