"""``jobs/runs/*`` and ``jobs/run-now``: runs are begun, looked at, cancelled and forgotten."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from corkboard_databricks.jobs import requests as ask
from corkboard_databricks.jobs import shown
from corkboard_databricks.jobs.attempt import PAGE
from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.errors import INVALID, ApiError
from corkboard_databricks.jobs.paging import page
from corkboard_databricks.jobs.reading import shaped, tasks_of
from corkboard_databricks.jobs.specs import RunSpec
from corkboard_databricks.jobs.states import ENDED, State, last_tries, live
from corkboard_databricks.jobs.store import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_databricks.jobs.conductor import Conductor
    from corkboard_databricks.jobs.folders import Folders
    from corkboard_databricks.jobs.specs import TaskSpec
    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Store

KEPT = 1000
REPAIR = "runs are not repaired here: submit the run again, or give its tasks max_retries"
OVERRIDES = ("notebook_params", "python_params", "job_parameters")


class Runs:
    """Answers calls about runs.

    Args:
        store: Knows them.
        conductor: Does them.
        folders: Where programs lie, and what came of them.
        page_url: Returns where a person sees a run.
    """

    def __init__(
        self, store: Store, conductor: Conductor, folders: Folders, page_url: Callable[[int], str]
    ) -> None:
        self._store, self._conductor, self._folders, self._page_url = store, conductor, folders, page_url

    def submit(self, members: dict[str, Any]) -> dict[str, Any]:
        """Begin a run; with a token that was used before, return the run of that time."""
        wanted = shaped(members, ask.Submit)
        tasks = tasks_of(wanted, members)
        self._check_programs(tasks)
        spec = RunSpec(tasks, wanted.timeout_seconds or 0 if wanted.tasks else 0, _defaults(wanted))
        name, token = wanted.run_name or "Untitled", wanted.idempotency_token or None
        return {"run_id": self._begin(Run(0, 0, 1, name, "SUBMIT_RUN", token, spec, now_ms()))}

    def run_now(self, members: dict[str, Any]) -> dict[str, Any]:
        """Begin a run of a job."""
        wanted = shaped(members, ask.RunNow)
        job = self._store.job(wanted.job_id)
        if job is None:
            raise ApiError(INVALID, f"Job {wanted.job_id} does not exist.")
        settings = shaped(job.settings, ask.JobSettings)
        tasks = tasks_of(settings, job.settings)
        self._check_programs(tasks)
        given = {name: str(value) for name, value in (wanted.job_parameters or {}).items()}
        overriding = {name: to_builtins(getattr(wanted, name)) for name in OVERRIDES if getattr(wanted, name)}
        spec = RunSpec(tasks, settings.timeout_seconds or 0, {**_defaults(settings), **given}, overriding)
        name, token = settings.name or "Untitled", wanted.idempotency_token or None
        number = self._store.count_run(job.job_id)
        run = self._begin(Run(0, job.job_id, number, name, "JOB_RUN", token, spec, now_ms()))
        return {"run_id": run, "number_in_job": number}

    def get(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return a run, or a task of one by its own number."""
        number = shaped(members, ask.OneRun).run_id
        run = self._store.run(number)
        if run is not None:
            return self._shown(run)
        attempt, run = self._try(number)
        spec = self._spec(run, attempt)
        return {**self._shown(run), **shown.task(spec, attempt, self._page_url(run.run_id))}

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return runs, the newest first."""
        wanted = shaped(members, ask.ListRuns)
        if wanted.active_only and wanted.completed_only:
            raise ApiError(INVALID, "active_only and completed_only exclude each other")
        found = [run for run in self._store.runs() if _is_wanted(run, wanted)]
        runs, more = page(found, wanted.limit, wanted.offset, wanted.page_token)
        listed = [self._shown(run, with_tasks=wanted.expand_tasks) for run in runs]
        return {"runs": listed, **more} if listed else more

    def get_output(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return what came of a task, or of a run that has but one."""
        number = shaped(members, ask.OneRun).run_id
        attempt, run = self._output_of(number)
        spec = self._spec(run, attempt)
        metadata = {
            **self._shown(run, with_tasks=False),
            **shown.task(spec, attempt, self._page_url(run.run_id)),
        }
        return shown.output(attempt, metadata)

    def export(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the page of a notebook that was run."""
        number = shaped(members, ask.OneRun).run_id
        attempt, _ = self._output_of(number)
        file = self._folders.kept(attempt.run_id) / PAGE
        if not file.is_file():
            raise ApiError(INVALID, f"Run {number} has nothing to export: it {_why(attempt)}")
        view = {"name": attempt.task_key, "type": "NOTEBOOK", "content": file.read_text(encoding="utf-8")}
        return {"views": [view]}

    def cancel(self, members: dict[str, Any]) -> dict[str, Any]:
        """Cancel a run; one that has ended stays as it is."""
        number = shaped(members, ask.OneRun).run_id
        run = self._store.run(number) or self._try(number)[1]
        self._conductor.cancel(run.run_id)
        return {}

    def cancel_all(self, members: dict[str, Any]) -> dict[str, Any]:
        """Cancel every run of a job, or of all."""
        job_id = shaped(members, ask.CancelAll).job_id
        for run in self._store.runs():
            if run.final is None and job_id in (None, run.job_id):
                self._conductor.cancel(run.run_id)
        return {}

    def delete(self, members: dict[str, Any]) -> dict[str, Any]:
        """Forget a run that has ended."""
        number = shaped(members, ask.OneRun).run_id
        run = self._store.run(number)
        if run is None:
            raise _absent(number)
        if run.final is None:
            raise ApiError("INVALID_STATE", f"Run {number} has not ended; cancel it first.")
        self._forget(run)
        return {}

    def repair(self, members: dict[str, Any]) -> dict[str, Any]:
        """Refuse: this call is not built."""
        number = shaped(members, ask.OneRun).run_id
        raise (
            ApiError("BAD_REQUEST", f"Run {number}: {REPAIR}") if self._store.run(number) else _absent(number)
        )

    def _begin(self, run: Run) -> int:
        """Keep a run and set out on it, unless its token names one that was begun before."""
        with self._store.whole():
            if run.token and (known := self._store.token(run.token)):
                number, is_deleted = known
                if is_deleted:
                    raise ApiError(INVALID, f"idempotency_token: its run {number} was deleted")
                return number
            number = self._store.new_number()
            job_id = run.job_id or self._store.new_number()
            made = replace(run, run_id=number, job_id=job_id)
            self._store.add_run(made)
        self._conductor.start(made)
        for old in [one for one in self._store.runs()[KEPT:] if one.final is not None]:
            self._forget(old)
        return number

    def _forget(self, run: Run) -> None:
        for attempt in self._store.attempts(run.run_id):
            shutil.rmtree(self._folders.kept(attempt.run_id), ignore_errors=True)
        self._store.remove_run(run.run_id)

    def _check_programs(self, tasks: list[TaskSpec]) -> None:
        for place, task in enumerate(tasks):
            try:
                self._folders.program(task)
            except ApiError as error:
                raise ApiError(error.code, f"tasks[{place}] ({task.task_key}): {error.message}") from error

    def state(self, run: Run) -> State:
        """Return how a run stands now."""
        if run.final is not None:
            return run.final
        last = last_tries(self._store.attempts(run.run_id))
        return live(last, is_ending=self._conductor.is_ending(run.run_id))

    def _shown(self, run: Run, *, with_tasks: bool = True) -> dict[str, Any]:
        attempts = self._store.attempts(run.run_id)
        last, url = last_tries(attempts), self._page_url(run.run_id)
        tasks = [shown.task(spec, last.get(spec.task_key), url) for spec in run.spec.tasks]
        return shown.run(run, self.state(run), attempts, url, tasks if with_tasks else [])

    def _output_of(self, number: int) -> tuple[Attempt, Run]:
        run = self._store.run(number)
        if run is None:
            return self._try(number)
        last = last_tries(self._store.attempts(number))
        if len(run.spec.tasks) > 1:
            raise ApiError(
                INVALID,
                "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the "
                "output of each individual task run instead: "
                + ", ".join(f"{key} is run {one.run_id}" for key, one in last.items()),
            )
        if not last:
            raise ApiError(INVALID, f"Run {number} has no output yet.")
        return next(iter(last.values())), run

    def _try(self, number: int) -> tuple[Attempt, Run]:
        attempt = self._store.attempt(number)
        run = self._store.run(attempt.parent) if attempt else None
        if attempt is None or run is None:
            raise _absent(number)
        return attempt, run

    @staticmethod
    def _spec(run: Run, attempt: Attempt) -> TaskSpec:
        return next(task for task in run.spec.tasks if task.task_key == attempt.task_key)


def _absent(number: int) -> ApiError:
    return ApiError(INVALID, f"Run {number} does not exist.")


def _why(attempt: Attempt) -> str:
    return "has not ended" if attempt.life not in ENDED else f"ended before a cell was run: {attempt.message}"


def _defaults(content: ask.Content) -> dict[str, str]:
    return {one.name: str(one.default) for one in content.parameters or ()}


def _is_wanted(run: Run, wanted: ask.ListRuns) -> bool:
    is_active = run.final is None
    return (
        (wanted.job_id in (None, run.job_id))
        and (not wanted.active_only or is_active)
        and (not wanted.completed_only or not is_active)
        and (wanted.run_type in (None, run.kind))
        and (wanted.start_time_from or 0) <= run.created_ms
        and (wanted.start_time_to is None or run.created_ms <= wanted.start_time_to)
    )
