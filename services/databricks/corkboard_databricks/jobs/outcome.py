"""What a notebook's record comes to, in Databricks' words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_databricks.jobs.states import (
    CANCELED,
    FAILED,
    INTERNAL_ERROR,
    SUCCESS,
    TERMINATED,
    TIMED_OUT,
    State,
)
from corkboard_databricks.notebook.events import Failed, Text

if TYPE_CHECKING:
    from corkboard_databricks.notebook.record import Record

SEE_OUTPUT = "Workload failed, see run output for details"
LONGEST_LOGS = 5 << 20
LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is kept of a try.

    Attributes:
        error: The failure in a line.
        trace: Its traceback.
        value: What the notebook ended itself with.
        logs: What was printed.
    """

    state: State
    error: str = ""
    trace: str = ""
    value: str | None = None
    logs: str = ""


def outcome(record: Record, note: str = "") -> Outcome:
    """Return what a record of one notebook comes to.

    Args:
        record: As the front leaves it.
        note: What a person should know of a success: that streams were ended with more to read.
    """
    failed, logs = _failure(record), _logs(record)
    value = record.notebooks[0].exit_value
    if record.outcome == "succeeded":
        return Outcome(State(TERMINATED, SUCCESS, note), value=value, logs=logs)
    if record.outcome == "cancelled":
        return Outcome(State(TERMINATED, CANCELED, record.reason), logs=logs)
    if record.outcome == "timed out":
        return Outcome(State(TERMINATED, TIMED_OUT, record.reason), record.reason, logs=logs)
    error = f"{failed.name}: {failed.message}" if failed else record.reason
    trace = "\n".join(failed.traceback) if failed else ""
    if record.outcome == "died":
        return Outcome(State(INTERNAL_ERROR, FAILED, record.reason), record.reason, trace, logs=logs)
    if failed is None:
        return Outcome(State(INTERNAL_ERROR, FAILED, record.reason), error, logs=logs)
    message = f"{SEE_OUTPUT}: {error}"[:LONGEST_MESSAGE]
    return Outcome(State(TERMINATED, FAILED, message), error, trace or error, logs=logs)


def _failure(record: Record) -> Failed | None:
    cell = record.notebooks[0].failed
    found = [one for one in cell.outputs if isinstance(one, Failed)] if cell else []
    return found[-1] if found else None


def _logs(record: Record) -> str:
    """Return what the cells printed, its end when it is long."""
    outputs = [one for cell in record.notebooks[0].cells for one in cell.outputs]
    return "".join(one.text for one in outputs if isinstance(one, Text))[-LONGEST_LOGS:]
