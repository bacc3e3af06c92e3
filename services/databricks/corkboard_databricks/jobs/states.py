"""How runs and their tasks stand, in Databricks' words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corkboard_databricks.jobs.specs import TaskSpec

PENDING, QUEUED, RUNNING, TERMINATING = "PENDING", "QUEUED", "RUNNING", "TERMINATING"
TERMINATED, SKIPPED, INTERNAL_ERROR = "TERMINATED", "SKIPPED", "INTERNAL_ERROR"
ENDED = (TERMINATED, SKIPPED, INTERNAL_ERROR)
SUCCESS, FAILED, TIMED_OUT, CANCELED = "SUCCESS", "FAILED", "TIMEDOUT", "CANCELED"


@dataclass(slots=True)
class Attempt:
    """One try of a task; times are in milliseconds since the epoch, 0 for not yet.

    Attributes:
        run_id: Its own.
        parent: Its run's.
        number: From 0 on.
        life: One of the life cycle states above.
        result: Empty until it has ended.
        began_ms: When it was ready to go.
        executing_ms: When its first cell could run.
        error: The failure in a line.
        trace: The failure's traceback.
        value: What the notebook ended itself with; None when it did not.
        logs: What a Python task printed.
        pid: Its process, and when that was started, so that it is found again.
    """

    run_id: int
    parent: int
    task_key: str
    number: int = 0
    life: str = PENDING
    result: str = ""
    message: str = ""
    began_ms: int = 0
    executing_ms: int = 0
    ended_ms: int = 0
    error: str = ""
    trace: str = ""
    value: str | None = None
    logs: str = ""
    pid: int = 0
    pid_started_at: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """How a run stands.

    Attributes:
        result: Empty until it has ended.
        message: A sentence for a person; may be empty.
    """

    life: str
    result: str = ""
    message: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.life in ENDED


def last_tries(attempts: Sequence[Attempt]) -> dict[str, Attempt]:
    """Return the last try of each task."""
    return {one.task_key: one for one in sorted(attempts, key=lambda one: one.number)}


def live(last: Mapping[str, Attempt], *, is_ending: bool) -> State:
    """Return how a run stands that has not ended."""
    if is_ending:
        return State(TERMINATING, message="the run is being ended")
    lives = [one.life for one in last.values()]
    for life in (RUNNING, QUEUED, PENDING):
        if life in lives:
            return State(life, message=next(one.message for one in last.values() if one.life == life))
    return State(RUNNING if lives else PENDING)


def final(tasks: Sequence[TaskSpec], last: Mapping[str, Attempt], ended_by: State | None) -> State:
    """Return how a run stands when its tasks have ended.

    Args:
        tasks: All of the run.
        last: The last try of each.
        ended_by: What ended the run from outside: a cancellation, or its time was over.
    """
    if ended_by is not None:
        return ended_by
    needed = {key for task in tasks for key in task.needs}
    tries = [last[task.task_key] for task in tasks]
    if broken := [one for one in tries if one.life == INTERNAL_ERROR]:
        return State(INTERNAL_ERROR, FAILED, _told(tasks, broken[0]))
    leaves = [last[task.task_key] for task in tasks if task.task_key not in needed]
    bad = [one for one in tries if one.result in (FAILED, TIMED_OUT, CANCELED)]
    if all(one.result in (SUCCESS, "EXCLUDED") for one in leaves):
        return State(TERMINATED, SUCCESS, "; ".join(one.message for one in tries if one.message and not bad))
    first = bad[0] if bad else next(one for one in tries if one.result != SUCCESS)
    result = first.result if first.result in (FAILED, TIMED_OUT, CANCELED) else FAILED
    return State(TERMINATED, result, _told(tasks, first))


def _told(tasks: Sequence[TaskSpec], one: Attempt) -> str:
    return one.message if len(tasks) == 1 else f"Task {one.task_key} failed with message: {one.message}"
