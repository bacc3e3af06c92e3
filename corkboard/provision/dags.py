"""Our own DAG: uploaded to the DAGs' bucket where it is not there, then waited for."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import requests

from corkboard import catalogue, clients
from corkboard.airflow import own_dag, rest
from corkboard.airflow.own_dag import FILE
from corkboard.errors import CorkboardError, WaitTimeoutError
from corkboard.provision.foreign import answering

if TYPE_CHECKING:
    from corkboard.settings import Settings

POLL_S = 0.5
MOST_DAGS = 1000
ANSWER_S = 10
PARAMETERS = f"{catalogue.DAILY_BATCH}_parameters"


def upload(settings: Settings) -> bool:
    """Put our DAG into the bucket, and say so; one that is there stays as somebody may have changed it.

    Raises:
        UnavailableError: S3 does not answer.
    """
    with answering("s3"):
        return own_dag.upload(clients.s3(settings), settings.prefix)


def set_variables(settings: Settings) -> None:
    """Set the DAG's parameters where nobody has: whoever changes them in Airflow keeps them.

    Raises:
        CorkboardError: Airflow refused.
        UnavailableError: Airflow does not answer.
    """
    if rest.ask(settings, "GET", f"/variables/{PARAMETERS}").status_code != requests.codes.not_found:
        return
    given = json.dumps({"prefix": settings.prefix, "suffix": ""})
    rest.content(rest.ask(settings, "POST", "/variables", body={"key": PARAMETERS, "value": given}))


def wait_read(settings: Settings, *, timeout_s: float) -> None:
    """Wait until Airflow has read our DAG.

    Raises:
        CorkboardError: It cannot be imported; carries Airflow's words.
        WaitTimeoutError: It is not read in time.
    """
    began = time.monotonic()
    while seen := state(settings):
        if seen.startswith(catalogue.DAGS_DIR):
            raise CorkboardError(seen, hint="see 'corkboard logs airflow-scheduler'")
        if (waited_s := time.monotonic() - began) > timeout_s:
            hint = "see 'corkboard logs airflow-dags' and 'corkboard logs airflow-scheduler'"
            raise WaitTimeoutError(f"DAG {catalogue.DAILY_BATCH}", waited_s=waited_s, last=seen, hint=hint)
        time.sleep(POLL_S)


def state(settings: Settings) -> str:
    """Return an empty string when Airflow has read our DAG, else what was seen."""
    answer = rest.ask(settings, "GET", f"/dags/{catalogue.DAILY_BATCH}", timeout_s=ANSWER_S)
    if answer.ok:
        return ""
    for error in rest.get(settings, "/importErrors", limit=100).get("import_errors", ()):
        if str(error["filename"]).endswith(f"/{FILE}"):
            last = str(error["stack_trace"]).strip().splitlines()[-1]
            return f"{catalogue.DAGS_DIR}/{FILE} cannot be imported: {last}"
    return f"Airflow has not read it yet (HTTP {answer.status_code})"


def forget_runs(settings: Settings) -> None:
    """Let Airflow forget the runs of every DAG; what it reads again is paused, if it says so, and has none.

    Raises:
        CorkboardError: A task runs, or Airflow refused; carries its words.
        UnavailableError: It does not answer.
    """
    for dag in rest.get(settings, "/dags", limit=MOST_DAGS, only_active=False)["dags"]:
        answer = rest.ask(settings, "DELETE", f"/dags/{dag['dag_id']}")
        if answer.status_code != requests.codes.not_found:
            rest.content(answer)
