"""Triggers a DAG, and follows the run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.airflow import rest
from corkboard.errors import CorkboardError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

POLL_S = 1.0
ENDED = ("success", "failed")


@dataclass(frozen=True, slots=True)
class Run:
    """A DAG's run as it is now.

    Attributes:
        dag: The DAG's id.
        name: The run's id.
        state: Airflow's word: ``queued``, ``running``, ``success`` or ``failed``.
        tasks: The state of each task, in the order in which they began.
    """

    dag: str
    name: str
    state: str
    tasks: dict[str, str]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    def told(self) -> str:
        """Return it in a phrase."""
        tasks = ", ".join(f"{name} {state}" for name, state in self.tasks.items())
        return f"DAG {self.dag}: {self.state}" + (f" ({tasks})" if tasks else "")


def trigger(settings: Settings, dag: str) -> str:
    """Trigger a DAG, unpausing it, and return the run's id.

    Raises:
        CorkboardError: Airflow refused; carries its words.
        UnavailableError: It does not answer.
    """
    made = rest.content(rest.ask(settings, "POST", f"/dags/{dag}/dagRuns", body={}))
    rest.content(rest.ask(settings, "PATCH", f"/dags/{dag}", body={"is_paused": False}))
    return str(made["dag_run_id"])


def look(settings: Settings, dag: str, name: str) -> Run:
    """Return a run as it is now.

    Raises:
        CorkboardError: Airflow refused; carries its words.
        UnavailableError: It does not answer.
    """
    place = f"/dags/{dag}/dagRuns/{name}"
    state = str(rest.get(settings, place)["state"])
    found = rest.get(settings, f"{place}/taskInstances")["task_instances"]
    begun = sorted(found, key=lambda task: task["start_date"] or "~")
    return Run(dag, name, state, {task["task_id"]: task["state"] or "waiting" for task in begun})


def wait(settings: Settings, dag: str, name: str, *, timeout_s: float, report: Callable[[Run], None]) -> Run:
    """Return a run that has succeeded.

    Args:
        settings: Which stack.
        dag: The DAG's id.
        name: The run's id.
        timeout_s: How long it may take.
        report: Told of the run about once a second.

    Raises:
        CorkboardError: It has failed; names the task and where its log is.
        WaitTimeoutError: It has not ended in time.
    """
    deadline = time.monotonic() + timeout_s
    while not (run := look(settings, dag, name)).has_ended:
        report(run)
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"the run {name}", waited_s=timeout_s, last=run.told())
        time.sleep(POLL_S)
    if run.state != "success":
        where = f"{settings.airflow.url}/dags/{dag}/grid"
        raise CorkboardError(f"{run.told()}", hint=f"each task's log: {where}")
    return run
