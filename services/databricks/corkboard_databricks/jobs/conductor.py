"""Runs on their way: a thread for each run, and one for each try of its tasks."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from corkboard.logs import logger
from corkboard_databricks.jobs import leftovers
from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.states import ENDED, FAILED, INTERNAL_ERROR, State
from corkboard_databricks.jobs.underway import Means, Underway, ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Run
    from corkboard_databricks.notebook.record import Record

STOP_S = 20
DIED = "the Jobs API ended while this was under way"
log = logger("jobs")


class Conductor:
    """All runs that have not ended.

    Args:
        means: What they are done with.
        tell: Told the number of each run that has ended.
    """

    def __init__(self, means: Means, tell: Callable[[int], None]) -> None:
        self._means, self._tell = means, tell
        self._underway: dict[int, Underway] = {}
        self._threads: list[threading.Thread] = []
        self._turn = threading.Lock()

    def resume(self) -> None:
        """Go on with what an earlier process left: what it had begun has failed, the rest is still to do."""
        for run in reversed(self._means.store.runs()):
            if run.final is not None:
                continue
            for attempt in self._means.store.attempts(run.run_id):
                if attempt.life in ENDED:
                    continue
                if attempt.pid:
                    self._bury(attempt)
                else:
                    self._means.store.drop(attempt)
            self.start(run)

    def start(self, run: Run) -> None:
        """Begin with a run, or go on with it."""
        underway = self._underway[run.run_id] = Underway(run, self._means, self._begin)
        self._begin(lambda: self._conduct(run, underway))

    def cancel(self, run_id: int) -> None:
        """Cancel a run; one that has ended stays as it is."""
        if underway := self._underway.get(run_id):
            underway.cancel()

    def is_ending(self, run_id: int) -> bool:
        """Whether something of a run still goes on that was cancelled, or whose time is over."""
        underway = self._underway.get(run_id)
        return underway is not None and underway.ended_by is not None

    def record(self, attempt: Attempt) -> Record | None:
        """Return what a try that goes on has shown so far."""
        underway = self._underway.get(attempt.parent)
        found = underway.tries.get(attempt.task_key) if underway else None
        return found[1].record if found else None

    def cancel_all(self) -> None:
        """Cancel everything and wait for it."""
        for run_id in list(self._underway):
            self.cancel(run_id)
        self._join()

    def stop(self) -> None:
        """End what goes on and wait for it; the next process goes on with what is left."""
        for underway in list(self._underway.values()):
            underway.stop()
        self._join()

    def _bury(self, attempt: Attempt) -> None:
        leftovers.end(attempt)
        ended(attempt, State(INTERNAL_ERROR, FAILED, DIED))
        attempt.error = attempt.trace = DIED
        self._means.store.keep(attempt)

    def _conduct(self, run: Run, underway: Underway) -> None:
        """Do a run to its end, and note how it ended."""
        try:
            state = underway.to_the_end()
        except Exception as error:
            log.exception("run.failed", run=run.run_id)
            state = State(INTERNAL_ERROR, FAILED, f"{type(error).__name__}: {error}")
        if state is not None:
            self._means.store.end_run(run.run_id, state, now_ms())
            log.info("run.ended", run=run.run_id, life=state.life, result=state.result)
        del self._underway[run.run_id]
        self._tell(run.run_id)

    def _begin(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        with self._turn:
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _join(self) -> None:
        deadline = time.monotonic() + STOP_S
        for thread in list(self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))
