"""MWAA's stand-in: Airflow's own processes, the synchronisation of its DAGs, and MWAA's API.

They are one group, which ``corkboard up --with airflow`` starts (docs/decisions/0016).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.airflow import PROCESSES
from corkboard.airflow.environment import environment
from corkboard.stack import outputs, probes
from corkboard.stack.component import Component
from corkboard.stack.native.airflow_database import Preparation

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.stack.context import Context

WEB_WORKERS = 2
WEB_ANSWER_S = 60
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
            ("airflow", "scheduler", "--skip-serve-logs"),
            lambda: probes.airflow_job(settings, "SchedulerJob"),
        ),
        airflow.component(
            triggerer,
            ("airflow", "triggerer", "--skip-serve-logs"),
            lambda: probes.airflow_job(settings, "TriggererJob"),
        ),
        airflow.component(
            web, _web_server(section.port), lambda: probes.http(f"{section.url}/health"), section.url
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
        self._prepare = Preparation(settings, self._variables)

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


def _web_server(port: int) -> tuple[str, ...]:
    """Return what ``airflow webserver`` would start, without the process that it would keep beside it."""
    return (
        "gunicorn",
        *("--workers", str(WEB_WORKERS), "--timeout", str(WEB_ANSWER_S), "--bind", f"127.0.0.1:{port}"),
        *("--name", "airflow-webserver", "--config", "python:airflow.www.gunicorn_config", "--preload"),
        "airflow.www.app:cached_app()",
    )
