"""What a run has shown so far: the outcome of each cell, in the order of the notebook."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from corkboard_databricks.notebook.events import Begun, Ended, Exited, Failed, Shown, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from corkboard_databricks.notebook.cells import Cell, Notebook
    from corkboard_databricks.notebook.events import Event

MOST_BYTES = 20 << 20
MOST_OUTPUTS = 2000
LEFT_OUT = "… more was shown here; it is left out\n"
State = Literal["not run", "running", "done", "failed", "exited"]
Outcome = Literal["succeeded", "failed", "cancelled", "timed out", "died"]


@dataclass(slots=True)
class CellRecord:
    """One cell and what came of it.

    Attributes:
        cell: The cell.
        outputs: What it showed, in order: text by stream, values by MIME type, and its error.
        seconds: How long it took; counted from its beginning while it runs.
    """

    cell: Cell
    state: State = "not run"
    outputs: list[Text | Shown | Failed] = field(default_factory=list)
    began_at: float = 0.0
    seconds: float = 0.0
    order: int = 0
    _bytes: int = 0

    def add(self, output: Text | Shown | Failed) -> bool:
        """Keep an output, and say whether there was room for it."""
        size = len(output.text) if isinstance(output, Text) else _size(output)
        if self._bytes > MOST_BYTES or len(self.outputs) > MOST_OUTPUTS:
            return False
        self._bytes += size
        if self._bytes > MOST_BYTES or len(self.outputs) == MOST_OUTPUTS:
            self.outputs.append(Text("stderr", LEFT_OUT))
            self._bytes = MOST_BYTES + 1
            return True
        last = self.outputs[-1] if self.outputs else None
        if isinstance(output, Text) and isinstance(last, Text) and last.stream == output.stream:
            self.outputs[-1] = Text(last.stream, last.text + output.text)
        else:
            self.outputs.append(output)
        return True


@dataclass(slots=True)
class NotebookRecord:
    """One notebook and what came of it.

    Attributes:
        exit_value: What it ended itself with; None when it did not.
    """

    notebook: Notebook
    cells: list[CellRecord]
    exit_value: str | None = None

    @property
    def failed(self) -> CellRecord | None:
        """The cell that failed."""
        return next((cell for cell in self.cells if cell.state == "failed"), None)


@dataclass(slots=True)
class Record:
    """A run.

    Attributes:
        reason: Why it ended as it did, when no cell says so.
    """

    notebooks: list[NotebookRecord]
    parameters: dict[str, str]
    began: datetime
    outcome: Outcome = "succeeded"
    reason: str = ""
    seconds: float = 0.0
    _current: CellRecord | None = None
    _slots: dict[str, tuple[CellRecord, int]] = field(default_factory=dict)
    _order: int = 0

    @property
    def current(self) -> CellRecord | None:
        """The cell that runs."""
        return self._current

    def take(self, event: Event, notebooks: Sequence[NotebookRecord]) -> bool:
        """Take what a worker tells of some of the notebooks, and say whether there is something to show."""
        if isinstance(event, Begun):
            self._begin(notebooks[event.notebook].cells[event.cell - 1])
        elif isinstance(event, Ended):
            self.end("done")
        elif isinstance(event, Exited):
            notebooks[event.notebook].exit_value = event.value
            self.end("exited")
        elif isinstance(event, Failed):
            return self._fail(event)
        elif isinstance(event, (Text, Shown)):
            return self._show(event)
        return True

    def end(self, state: State) -> None:
        """End the cell that runs; a failed one stays failed."""
        if self._current is not None:
            self._current.seconds += time.monotonic() - self._current.began_at
            if self._current.state == "running":
                self._current.state = state
        self._current = None

    def _begin(self, cell: CellRecord) -> None:
        self._order += 1
        cell.order = cell.order or self._order
        cell.state, cell.began_at = "running", time.monotonic()
        self._current = cell

    def _fail(self, event: Failed) -> bool:
        self.outcome = "failed" if self.outcome == "succeeded" else self.outcome
        if self._current is None:
            self.reason = self.reason or f"{event.name}: {event.message}"
            return True
        self._current.state = "failed"
        return self._current.add(event)

    def _show(self, event: Text | Shown) -> bool:
        """Keep an output in the cell that runs, or in the place that it had before."""
        if isinstance(event, Shown) and event.slot in self._slots:
            cell, index = self._slots[event.slot]
            cell.outputs[index] = event
            return False
        if self._current is None:
            return isinstance(event, Text)
        is_kept = self._current.add(event)
        if is_kept and isinstance(event, Shown) and event.slot:
            self._slots[event.slot] = (self._current, len(self._current.outputs) - 1)
        return is_kept


def record_of(notebook: Notebook) -> NotebookRecord:
    """Return a notebook that has not been run."""
    return NotebookRecord(notebook, [CellRecord(cell) for cell in notebook.cells])


def _size(output: Any) -> int:
    """Return about how many characters an output has."""
    if isinstance(output, Failed):
        return sum(map(len, output.traceback))
    return sum(len(value) if isinstance(value, str) else len(str(value)) for value in output.data.values())
