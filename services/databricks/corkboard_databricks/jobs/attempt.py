"""One try of one task: wait for its turn and for the cluster, run it, keep what it came to."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil

from corkboard import control
from corkboard.errors import CorkboardError
from corkboard.logs import logger
from corkboard.settings import child_environment
from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.errors import ApiError
from corkboard_databricks.jobs.outcome import Outcome, outcome
from corkboard_databricks.jobs.states import (
    CANCELED,
    FAILED,
    INTERNAL_ERROR,
    PENDING,
    QUEUED,
    RUNNING,
    TERMINATED,
    TIMED_OUT,
    State,
)
from corkboard_databricks.notebook.events import Begun, Streaming
from corkboard_databricks.notebook.front import Front, Wish
from corkboard_databricks.notebook.ipynb import executed
from corkboard_databricks.notebook.page.document import document
from corkboard_databricks.notebook.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corkboard_databricks.jobs.specs import TaskSpec
    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.underway import Means
    from corkboard_databricks.notebook.events import Event
    from corkboard_databricks.notebook.record import Outcome as Ending
    from corkboard_databricks.notebook.record import Record

LOOK_S = 0.3
ANSWER_S = 5
PAGE, NOTEBOOK = "page.html", "executed.ipynb"
GONE = (
    "the Databricks cluster has ended, and with it this run; the cluster comes back by itself: run it again"
)
LOST = "UnavailableError"  # the cluster went between the question and the attaching
log = logger("jobs")


class Trying:
    """One try.

    Args:
        means: What it is done with.
        task: What to run.
        attempt: Changed as the try goes on.
        widgets: Values of widgets.

    Attributes:
        record: What it has shown so far.
        began_ms: When its turn came; 0 before that.
    """

    def __init__(self, means: Means, task: TaskSpec, attempt: Attempt, widgets: Mapping[str, str]) -> None:
        self._means, self._task, self._attempt = means, task, attempt
        self._settings = means.settings
        self._ended_by: tuple[Ending, str] = ("succeeded", "")
        self._is_ended = threading.Event()
        self._front: Front | None = None
        self._note = ""
        self._cluster = 0
        self.record: Record | None = None
        self.began_ms = 0
        python = task.spark_python_task
        self._wish = Wish(
            parameters=widgets,
            root=means.folders.workspace,
            streams_s=self._settings.databricks.streams_s,
            arguments=None if python is None else [str(one) for one in python.parameters or ()],
            command=means.command,
        )

    def end(self, ending: Ending, reason: str) -> None:
        """End it, from any thread; the first who asks says why."""
        if not self._is_ended.is_set():
            self._ended_by = ending, reason
            self._is_ended.set()
        if self._front is not None:
            self._front.end(*self._ended_by)

    def run(self) -> Outcome | None:
        """Run it and return what it came to; whatever goes wrong is an outcome too.

        None when this process stops before it was begun.
        """
        try:
            file = self._means.folders.program(self._task)
            if not self._means.turns.is_free():
                self._tell(QUEUED, f"waits for its turn: {self._means.turns.count} run at once")
            if not self._means.turns.take(self._is_ended):
                return self._never_begun()
            self.began_ms = self._attempt.began_ms = now_ms()
            try:
                return self._on_cluster(file)
            finally:
                self._means.turns.leave()
        except (ApiError, CorkboardError) as error:
            return _broken(error.message)
        except Exception as error:
            log.exception("task.failed", run=self._attempt.run_id)
            return _broken(f"{type(error).__name__}: {error}")

    def _on_cluster(self, file: Path) -> Outcome | None:
        """Run it, again where the cluster went before the first cell."""
        deadline = time.monotonic() + self._settings.databricks.cluster_wait_s
        while self._await_cluster(deadline):
            record = self._run_once(file)
            if record.outcome == "failed" and record.reason.startswith(LOST) and time.monotonic() < deadline:
                continue
            self._keep(record)
            found = outcome(record, self._note)
            is_broken = record.outcome in ("failed", "died") and not self._is_ended.is_set()
            if is_broken and self._asked() != self._cluster:
                return replace(found, state=State(INTERNAL_ERROR, FAILED, GONE))
            return found
        return self._never_begun()

    def _await_cluster(self, deadline: float) -> bool:
        """Wait until the cluster answers; false when the try was ended meanwhile.

        Raises:
            CorkboardError: It did not answer in time.
        """
        while not self._is_ended.is_set():
            try:
                answer = control.ask(self._settings, "runs", timeout_s=ANSWER_S)
            except CorkboardError as error:
                if time.monotonic() > deadline:
                    raise
                self._tell(PENDING, f"waits for the cluster: {error.message}")
                self._is_ended.wait(LOOK_S)
            else:
                self._cluster = int(answer.get("cluster", 0))
                return True
        return False

    def _asked(self) -> int:
        """Return which cluster answers now; -1 for none."""
        try:
            return int(control.ask(self._settings, "runs", timeout_s=ANSWER_S).get("cluster", 0))
        except CorkboardError:
            return -1

    def _run_once(self, file: Path) -> Record:
        notebook = read(file)
        environment = child_environment(self._settings)
        self._front = front = Front(self._wish, environment, self._watch, begun=self._begun)
        if self._is_ended.is_set():
            front.end(*self._ended_by)
        return front.run([notebook])

    def _begun(self, pid: int) -> None:
        self._attempt.pid, self._attempt.pid_started_at = pid, psutil.Process(pid).create_time()
        self._tell(RUNNING, "")

    def _watch(self, event: Event, record: Record) -> None:
        self.record = record
        if isinstance(event, Begun) and not self._attempt.executing_ms:
            self._attempt.executing_ms = now_ms()
            self._means.store.keep(self._attempt)
        elif isinstance(event, Streaming) and event.are_cut:
            seconds = self._wish.streams_s
            self._note = (
                f"{event.queries} streams were stopped {seconds:g} s after the last cell, with more to read "
                "(databricks.streams_s)"
            )
        elif isinstance(event, Streaming):
            self._tell(RUNNING, f"all cells are done; {event.queries} streams read what there is")

    def _tell(self, life: str, message: str) -> None:
        if (self._attempt.life, self._attempt.message) != (life, message):
            self._attempt.life, self._attempt.message = life, message
            self._means.store.keep(self._attempt)

    def _keep(self, record: Record) -> None:
        """Write the page and the executed notebook."""
        folder = self._means.folders.kept(self._attempt.run_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / PAGE).write_text(document(record), encoding="utf-8")
        (folder / NOTEBOOK).write_text(executed(record.notebooks[0]), encoding="utf-8")

    def _never_begun(self) -> Outcome | None:
        ending, reason = self._ended_by
        result = {"timed out": TIMED_OUT, "cancelled": CANCELED}.get(ending)
        return Outcome(State(TERMINATED, result, reason), reason) if result else None


def _broken(message: str) -> Outcome:
    return Outcome(State(INTERNAL_ERROR, FAILED, message), message, message)
