"""What a run does next, from what its tasks have come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_databricks.jobs.errors import INVALID, ApiError
from corkboard_databricks.jobs.states import ENDED, SUCCESS, TIMED_OUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corkboard_databricks.jobs.specs import TaskSpec
    from corkboard_databricks.jobs.states import Attempt

UPSTREAM_FAILED, EXCLUDED = "UPSTREAM_FAILED", "EXCLUDED"
RUN_IF: dict[str, Callable[[list[bool]], bool]] = {
    "ALL_SUCCESS": all,
    "ALL_DONE": lambda _: True,
    "NONE_FAILED": all,
    "AT_LEAST_ONE_SUCCESS": any,
    "ALL_FAILED": lambda good: not any(good),
    "AT_LEAST_ONE_FAILED": lambda good: not all(good),
}


@dataclass(frozen=True, slots=True)
class Start:
    """Try a task: for the first time, or again not before a moment in milliseconds since the epoch."""

    task: TaskSpec
    number: int = 0
    not_before_ms: int = 0


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a task out, with the result that says why."""

    task: TaskSpec
    result: str
    message: str


def steps(tasks: Sequence[TaskSpec], last: Mapping[str, Attempt]) -> list[Start | Skip]:
    """Return what can be done now; nothing while tasks run that the others wait for, or when all have ended.

    Args:
        tasks: All of the run.
        last: The last try of each task that was begun or left out.
    """
    found: list[Start | Skip] = []
    for task in tasks:
        seen = last.get(task.task_key)
        if seen is None:
            if all(_is_over(key, tasks, last) for key in task.needs):
                found.append(_first(task, last))
        elif _is_tried_again(task, seen):
            wait_ms = max(0, task.min_retry_interval_millis or 0)
            found.append(Start(task, seen.number + 1, seen.ended_ms + wait_ms))
    return found


def _first(task: TaskSpec, last: Mapping[str, Attempt]) -> Start | Skip:
    """Return whether a task whose dependencies have all ended is tried or left out."""
    good = [last[key].result == SUCCESS for key in task.needs]
    if not good or RUN_IF[task.run_if or "ALL_SUCCESS"](good):
        return Start(task)
    failed = [key for key, is_good in zip(task.needs, good, strict=True) if not is_good]
    if (task.run_if or "ALL_SUCCESS") in ("ALL_FAILED", "AT_LEAST_ONE_FAILED"):
        return Skip(task, EXCLUDED, f"left out: {task.run_if}, and {', '.join(task.needs)} did not fail")
    return Skip(task, UPSTREAM_FAILED, f"left out: {', '.join(failed)} did not succeed")


def _is_over(key: str, tasks: Sequence[TaskSpec], last: Mapping[str, Attempt]) -> bool:
    """Whether a task has ended for good."""
    seen = last.get(key)
    task = next(one for one in tasks if one.task_key == key)
    return seen is not None and seen.life in ENDED and not _is_tried_again(task, seen)


def _is_tried_again(task: TaskSpec, seen: Attempt) -> bool:
    most = task.max_retries or 0
    if seen.life not in ENDED or seen.result not in ("FAILED", TIMED_OUT):
        return False
    if seen.result == TIMED_OUT and not task.retry_on_timeout:
        return False
    return most < 0 or seen.number < most


def check_graph(tasks: Sequence[TaskSpec]) -> None:
    """Refuse tasks that share a key, wait for one that is not there, or wait for one another.

    Raises:
        ApiError: Names the task.
    """
    keys = [task.task_key for task in tasks]
    for place, task in enumerate(tasks):
        if task.task_key in keys[:place]:
            raise ApiError(INVALID, f"tasks[{place}].task_key: {task.task_key!r} is there twice")
        for needed in task.needs:
            if needed not in keys:
                raise ApiError(
                    INVALID, f"tasks[{place}].depends_on: there is no task {needed!r}; known: {keys}"
                )
    left = {task.task_key: set(task.needs) for task in tasks}
    while free := [key for key, needs in left.items() if not needs & left.keys()]:
        for key in free:
            del left[key]
    if left:
        raise ApiError(INVALID, f"tasks: {sorted(left)} wait for one another (depends_on)")
