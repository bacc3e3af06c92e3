"""MWAA's stand-in: Airflow's own processes, the synchronisation of its DAGs, and MWAA's API.

They are one group, which ``corkboard up --with airflow`` starts (docs/decisions/0016).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.airflow import PROCESSES
from corkboard.airflow.database import Preparation
from corkboard.airflow.environment import environment
from corkboard.airflow.programs import SCHEDULER, TRIGGERER, web_server
from corkboard.stack import lockfile, outputs, probes
from corkboard.stack.component import Component

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.stack.context import Context

STOP_WAIT_S = 20  # a task that runs is given so long


def components(context: Context) -> tuple[Component, ...]:
    """Return the group; it starts when it is asked for."""
    settings = context.settings
    section = settings.airflow
    dags, scheduler, triggerer, web, mwaa = PROCESSES
    airflow = _Airflow(context)
    return (
        _ours(
            dags,
            "sync",
            f"s3://{catalogue.dags_bucket(settings.prefix)}/{catalogue.DAGS_DIR}",
            lambda: probes.synced(settings),
        ),
        airflow.component(
            scheduler,
            SCHEDULER,
            lambda: probes.airflow_job(settings, "SchedulerJob"),
        ),
        airflow.component(
            triggerer,
            TRIGGERER,
            lambda: probes.airflow_job(settings, "TriggererJob"),
        ),
        airflow.component(
            web, web_server(section.port), lambda: probes.http(f"{section.url}/health"), section.url
        ),
        _ours(mwaa, "api", section.mwaa_url, lambda: probes.http(f"{section.mwaa_url}/health")),
    )


class _Airflow:
    """Makes the components that are programs of Airflow.

    Args:
        context: Whose they are.
    """

    def __init__(self, context: Context) -> None:
        settings = context.settings
        has_secrets = outputs.secret_file(settings, outputs.FERNET).exists()
        self._variables = environment(settings) if has_secrets else {}
        self._python = str(settings.airflow.python)
        self._prepare = Preparation(settings, self._variables, lockfile.lock_text("airflow.txt") or "")

    def component(
        self, name: str, words: tuple[str, ...], ready: Callable[[], str], address: str = ""
    ) -> Component:
        """Return one; its database is made before the first of them starts."""
        return Component(
            name=name,
            command=(self._python, "-m", *words),
            address=address,
            ready=ready,
            needs=("mysql",),
            environment=self._variables,
            prepare=self._prepare,
            stop_wait_s=STOP_WAIT_S,
            has_workers=words == SCHEDULER,
            is_optional=True,
        )


def _ours(name: str, verb: str, address: str, ready: Callable[[], str]) -> Component:
    return Component(
        name=name,
        command=(sys.executable, "-m", "corkboard_airflow", verb),
        address=address,
        ready=ready,
        needs=("aws",),
        is_optional=True,
    )
