"""A run's page: its outcome, its tasks, and each task's notebook in a frame."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING

from corkboard_databricks.jobs.clock import now_ms
from corkboard_databricks.jobs.states import SUCCESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_databricks.jobs.specs import TaskSpec
    from corkboard_databricks.jobs.states import Attempt, State
    from corkboard_databricks.jobs.store import Run

AGAIN_S = 5


def run_page(run: Run, state: State, last: Mapping[str, Attempt], key: str) -> str:
    """Return the page; while the run goes on it loads itself anew."""
    style = (resources.files(__package__) / "run_page.css").read_text()
    again = "" if state.is_ended else f'<meta http-equiv="refresh" content="{AGAIN_S}">'
    title = html.escape(f"{run.name}: {state.result or state.life}")
    tasks = "".join(_task(run, task, last.get(task.task_key), key) for task in run.spec.tasks)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head>"
        f"<body>{_head(run, state)}{tasks}</body></html>"
    )


def _head(run: Run, state: State) -> str:
    began = datetime.fromtimestamp(run.created_ms / 1000, UTC)
    seconds = ((run.ended_ms or now_ms()) - run.created_ms) / 1000
    facts = {
        "run": str(run.run_id),
        "job": f"{run.job_id}, run {run.number}" if run.kind == "JOB_RUN" else "submitted once",
        "began": f"{began:%Y-%m-%d %H:%M:%S} UTC",
        "took": f"{seconds:.1f} s",
        **run.spec.parameters,
    }
    shown = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    return (
        f"<header><p class=over>Corkboard job run</p><h1>{html.escape(run.name)}</h1>"
        f"{_outcome(state.life, state.result, state.message)}<dl>{shown}</dl></header>"
    )


def _task(run: Run, task: TaskSpec, attempt: Attempt | None, key: str) -> str:
    """Return a task: what it is, how it stands, and its notebook."""
    work = task.notebook_task.notebook_path if task.notebook_task else ""
    work = task.spark_python_task.python_file if task.spark_python_task else work
    needs = f" after {', '.join(task.needs)}" if task.needs else ""
    head = f"<h2>{html.escape(task.task_key)}</h2><p>{html.escape(work + needs)}</p>"
    if attempt is None:
        return f"<section>{head}<p class=outcome>has not begun</p></section>"
    tries = f"<p>try {attempt.number + 1}</p>" if attempt.number else ""
    where = f"{run.run_id}/{attempt.run_id}"
    frame = (
        f'<p><a href="{where}?key={key}">its page</a> '
        f'<a href="{where}/executed.ipynb?key={key}">the executed notebook</a></p>'
        f'<iframe title="{html.escape(task.task_key)}" src="{where}?key={key}"></iframe>'
    )
    trace = f"<pre>{html.escape(attempt.trace)}</pre>" if attempt.trace and not attempt.pid else ""
    shown = frame if attempt.pid else trace
    return f"<section>{head}{tries}{_outcome(attempt.life, attempt.result, attempt.message)}{shown}</section>"


def _outcome(life: str, result: str, message: str) -> str:
    kind = {"": "", SUCCESS: " good"}.get(result, " bad")
    words = f": {html.escape(message)}" if message else ""
    return f'<p class="outcome{kind}">{html.escape(result or life)}{words}</p>'
