"""A run from outside: starts the worker, watches the time, takes Ctrl-C, and keeps the record."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corkboard.errors import UsageError
from corkboard.workspace import root_of
from corkboard_databricks.notebook.events import Failed, Finished, Task
from corkboard_databricks.notebook.process import Worker
from corkboard_databricks.notebook.record import NotebookRecord, Outcome, Record, record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from corkboard_databricks.notebook.cells import Notebook
    from corkboard_databricks.notebook.events import Event

PROGRAM = (sys.executable, "-m", "corkboard_databricks.notebook.worker")
NOTEBOOK_VARIABLES = {
    "MPLBACKEND": "module://corkboard_databricks.notebook.backend",
    "TZ": "UTC",  # as a cluster's clock is set
}
GRACE_S = 15


@dataclass(frozen=True, slots=True)
class Wish:
    """How notebooks shall be run.

    Attributes:
        parameters: Values of widgets.
        root: Where paths in the workspace begin; a notebook's Git repository or folder by default.
        is_shared: Whether the notebooks share one session and their variables.
        cell_s: How long a cell may take, in seconds; None for as long as it does.
        streams_s: How long streams may go on behind the last cell, in seconds.
        arguments: What a plain script finds behind its name in ``sys.argv``; None for notebooks.
        command: The worker's program.
    """

    parameters: Mapping[str, str]
    root: Path | None = None
    is_shared: bool = False
    cell_s: float | None = None
    streams_s: float = 60
    arguments: Sequence[str] | None = None
    command: Sequence[str] = PROGRAM


class Front:
    """Runs notebooks.

    Args:
        wish: How.
        environment: Variables of the workers.
        watch: Told each event that is to be shown, when the record has it.
        begun: Told the number of each process that runs them.
    """

    def __init__(
        self,
        wish: Wish,
        environment: Mapping[str, str],
        watch: Callable[[Event, Record], None],
        *,
        begun: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._wish = wish
        self._environment = {**environment, **NOTEBOOK_VARIABLES}
        self._watch = watch
        self._begun = begun
        self._ended_by: tuple[Outcome, str] | None = None
        self._asked_at = 0.0

    @property
    def is_ended(self) -> bool:
        """Whether somebody has asked to end it."""
        return self._ended_by is not None

    def end(self, outcome: Outcome, reason: str) -> None:
        """Have the cell that runs end, from any thread; the first who asks says why."""
        self._ended_by = self._ended_by or (outcome, reason)

    def run(self, notebooks: Sequence[Notebook]) -> Record:
        """Run notebooks in order until one does not succeed, and return what came of it.

        Raises:
            UsageError: A cell is in a language that is not spoken here.
        """
        refuse_foreign(notebooks)
        records = [record_of(notebook) for notebook in notebooks]
        record = Record(records, dict(self._wish.parameters), datetime.now(UTC))
        began = time.monotonic()
        groups = [records] if self._wish.is_shared else [[one] for one in records]
        for group in groups:
            if record.outcome == "succeeded":
                self._run_group(record, group)
        record.seconds = time.monotonic() - began
        return record

    def _run_group(self, record: Record, group: Sequence[NotebookRecord]) -> None:
        """Run notebooks in one process."""
        task = Task(
            paths=[str(one.notebook.path.resolve()) for one in group],
            parameters=dict(self._wish.parameters),
            root=str((self._wish.root or root_of(group[0].notebook.path)).resolve()),
            streams_s=self._wish.streams_s,
            arguments=None if self._wish.arguments is None else list(self._wish.arguments),
        )
        has_finished = False
        self._asked_at = 0.0
        with Worker(self._wish.command, task, self._environment) as worker:
            self._begun(worker.pid)
            for event in worker.events():
                if event is None:
                    self._mind_the_time(record, worker)
                    continue
                has_finished = has_finished or isinstance(event, Finished)
                if record.take(event, group):
                    self._watch(event, record)
            if not has_finished:
                self._bury(record, group, worker)

    def _mind_the_time(self, record: Record, worker: Worker) -> None:
        """End what somebody has asked to end, and a cell whose time is over; kill what does not listen."""
        now, cell = time.monotonic(), record.current
        if self._asked_at:
            if now - self._asked_at > GRACE_S:
                worker.kill()
        elif self._ended_by:
            record.outcome, record.reason = self._ended_by
            self._ask(worker, now)
        elif self._wish.cell_s is not None and cell and now - cell.began_at > self._wish.cell_s:
            record.outcome = "timed out"
            record.reason = f"cell {cell.cell.number} had not ended after {self._wish.cell_s:g} s"
            self._ask(worker, now)

    def _ask(self, worker: Worker, now: float) -> None:
        self._asked_at = now
        worker.interrupt()

    def _bury(self, record: Record, group: Sequence[NotebookRecord], worker: Worker) -> None:
        """Say how a process ended that did not say so itself."""
        words = "; its last words: ".join(filter(None, (worker.ending(), worker.last_line)))
        if record.outcome == "succeeded":
            record.outcome = "died"
            record.reason = f"{_where(record)}: {words}"
        if record.current:
            event = Failed("Died", words, [words])
            record.take(event, group)
            self._watch(event, record)
            record.end("failed")


@contextmanager
def ended_by_signals(front: Front) -> Iterator[None]:
    """End a front's notebooks at Ctrl-C and a request to end; a second one ends this process at once."""

    def note(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        if front.is_ended:
            raise KeyboardInterrupt
        front.end("cancelled", "cancelled by Ctrl-C")

    kept = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def refuse_foreign(notebooks: Sequence[Notebook]) -> None:
    """Raise UsageError when a cell is in a language that is not spoken here; nothing has run then."""
    lines = [
        f"{notebook.path.name}: cell {cell.number} is in {cell.language}"
        for notebook in notebooks
        for cell in notebook.foreign
    ]
    if lines:
        raise UsageError("; ".join(lines), hint="cells in Python, SQL, shell and Markdown are run here")


def _where(record: Record) -> str:
    return f"cell {record.current.cell.number}" if record.current else "before the first cell, or between two"
