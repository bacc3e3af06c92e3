"""What a task is given: its own parameters, the job's, and those of this run, with references filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from corkboard_databricks.jobs.references import filled, known

if TYPE_CHECKING:
    from corkboard_databricks.jobs.specs import TaskSpec, Value
    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Run

NOTEBOOK, PYTHON = "notebook_params", "python_params"


def prepared(task: TaskSpec, run: Run, attempt: Attempt) -> tuple[TaskSpec, dict[str, str]]:
    """Return a task as this try runs it, and the values of its widgets.

    The run's own parameters go before the job's, and those before the task's.
    """
    values, told = known(run, attempt), run.spec.overriding
    if task.notebook_task is not None:
        own = {name: _text(value) for name, value in (task.notebook_task.base_parameters or {}).items()}
        over = told.get(NOTEBOOK)
        given = {str(name): _text(value) for name, value in over.items()} if isinstance(over, dict) else {}
        widgets = {**own, **run.spec.parameters, **given}
        return task, {name: filled(value, values) for name, value in widgets.items()}
    python = task.spark_python_task
    assert python is not None  # noqa: S101 - the request was checked
    words = told.get(PYTHON, python.parameters)
    given_words: list[Value] = [
        filled(_text(word), values) for word in (words if isinstance(words, list) else ())
    ]
    return replace(task, spark_python_task=replace(python, parameters=given_words)), {}


def _text(value: object) -> str:
    """Return a parameter as its widget has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
