"""One run on its way: its tasks are tried, each when its time has come, until all have ended."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_databricks.jobs.attempt import Trying
from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.parameters import prepared
from corkboard_databricks.jobs.plan import Skip, Start, steps
from corkboard_databricks.jobs.states import (
    CANCELED,
    ENDED,
    FAILED,
    INTERNAL_ERROR,
    TERMINATED,
    TIMED_OUT,
    Attempt,
    State,
    final,
    last_tries,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corkboard.settings import Settings
    from corkboard_databricks.jobs.folders import Folders
    from corkboard_databricks.jobs.store import Run, Store
    from corkboard_databricks.jobs.turns import Turns

LOOK_S = 0.5
CANCELLED = "Run cancelled."
STOPPED = "the Jobs API was stopped while this was under way"


@dataclass(frozen=True, slots=True)
class Means:
    """What runs are done with.

    Attributes:
        settings: Which stack.
        folders: Where programs lie.
        store: Knows all runs.
        turns: Says which task may run.
        command: The worker's program.
    """

    settings: Settings
    folders: Folders
    store: Store
    turns: Turns
    command: Sequence[str]


class Underway:
    """One run.

    Args:
        run: Which.
        means: What it is done with.
        begin: Calls something in a thread of its own.

    Attributes:
        tries: Those that go on, by the task's key.
        ended_by: Why it is being ended from outside; None while it is not.
    """

    def __init__(self, run: Run, means: Means, begin: Callable[[Callable[[], None]], None]) -> None:
        self._run, self._means, self._begin = run, means, begin
        self._changed = threading.Event()
        self._is_stopped = False
        self._began_ms = 0
        self.tries: dict[str, tuple[Attempt, Trying]] = {}
        self.ended_by: State | None = None

    def cancel(self) -> None:
        """Have everything of it end."""
        self.ended_by = self.ended_by or State(TERMINATED, CANCELED, CANCELLED)
        self._changed.set()

    def stop(self) -> None:
        """Have what goes on end, and begin nothing more: this process stops."""
        self._is_stopped = True
        self._changed.set()

    def to_the_end(self) -> State | None:
        """Return how the run ended; None when this process stops before that."""
        tasks, store = self._run.spec.tasks, self._means.store
        while True:
            self._changed.clear()
            self._end_late()
            last = last_tries(store.attempts(self._run.run_id))
            is_given_up = self._is_stopped or self.ended_by is not None
            todo = [] if is_given_up else steps(tasks, last)
            if not todo and not self.tries:
                if self._is_stopped:
                    return None
                if self.ended_by is not None:
                    self._leave_out(last)
                return final(tasks, last_tries(store.attempts(self._run.run_id)), self.ended_by)
            if not sum(self._take(step) for step in todo):
                self._changed.wait(LOOK_S)

    def _end_late(self) -> None:
        """End tries whose time, or whose run's time, is over, and all of a run that is given up."""
        limit_s, tries = self._run.spec.timeout_seconds, list(self.tries.values())
        self._began_ms = self._began_ms or max((trying.began_ms for _, trying in tries), default=0)
        if limit_s and self.ended_by is None and _is_late(self._began_ms, limit_s):
            self.ended_by = State(TERMINATED, TIMED_OUT, f"the run had not ended after {limit_s} s")
        for attempt, trying in tries:
            task_s = self._limit_s(attempt.task_key)
            if self._is_stopped:
                trying.end("died", STOPPED)
            elif self.ended_by is not None:
                is_late = self.ended_by.result == TIMED_OUT
                trying.end("timed out" if is_late else "cancelled", self.ended_by.message)
            elif task_s and _is_late(trying.began_ms, task_s):
                trying.end("timed out", f"the task had not ended after {task_s} s")

    def _limit_s(self, key: str) -> int:
        return next(task.timeout_seconds or 0 for task in self._run.spec.tasks if task.task_key == key)

    def _take(self, step: Start | Skip) -> bool:
        """Do one step, and say whether that changed something: it may not be time yet."""
        if isinstance(step, Start) and step.not_before_ms > now_ms():
            return False
        store, run = self._means.store, self._run
        attempt = Attempt(store.new_number(), run.run_id, step.task.task_key, began_ms=now_ms())
        if isinstance(step, Skip):
            ended(attempt, State(TERMINATED, step.result, step.message))
            store.keep(attempt)
            return True
        attempt.number = step.number
        store.keep(attempt)
        task, widgets = prepared(step.task, run, attempt)
        trying = Trying(self._means, task, attempt, widgets)
        self.tries[attempt.task_key] = attempt, trying
        self._begin(lambda: self._try(attempt, trying))
        return True

    def _try(self, attempt: Attempt, trying: Trying) -> None:
        """Do one try and keep what it came to; one that was not begun is left for the next process."""
        outcome = trying.run()
        try:
            if outcome is None:
                self._means.store.drop(attempt)
                return
            ended(attempt, outcome.state)
            attempt.error, attempt.trace = outcome.error, outcome.trace
            attempt.value, attempt.logs = outcome.value, outcome.logs
            self._means.store.keep(attempt)
        finally:
            del self.tries[attempt.task_key]
            self._changed.set()

    def _leave_out(self, last: Mapping[str, Attempt]) -> None:
        """Note of each task that was not begun that it will not be."""
        for task in self._run.spec.tasks:
            if task.task_key not in last:
                attempt = Attempt(
                    self._means.store.new_number(), self._run.run_id, task.task_key, began_ms=now_ms()
                )
                ended(attempt, self.ended_by or State(INTERNAL_ERROR, FAILED))
                self._means.store.keep(attempt)


def _is_late(began_ms: int, limit_s: int) -> bool:
    return bool(began_ms) and now_ms() - began_ms > limit_s * 1000


def ended(attempt: Attempt, state: State) -> None:
    """Note how a try ended; one that has ended stays as it was."""
    if attempt.life not in ENDED:
        attempt.life, attempt.result, attempt.message = state.life, state.result, state.message
        attempt.ended_ms = now_ms()
