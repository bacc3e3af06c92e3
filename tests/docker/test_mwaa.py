"""Airflow in containers: a DAG runs a notebook on the cluster, through the provider's operator and the Jobs API."""

from __future__ import annotations

import time

import boto3
import pytest
import requests
from botocore.config import Config

from corkboard import airflow, catalogue
from corkboard.airflow import rest, runs
from corkboard.settings import reveal

PATIENCE_S = 500
POLL_S = 0.5


@pytest.fixture(scope="module")
def mwaa(cluster):
    """The stack with Airflow, which is gone afterwards: the others' tests have its memory."""
    cluster("up", "--with", "airflow", "--timeout", "400")
    yield cluster
    cluster.compose().run("rm", "--stop", "--force", *airflow.PROCESSES, "airflow", timeout_s=120)


def scheduled(settings, dag):
    """Unpause a DAG, and return the id of the run that its schedule then begins."""
    rest.content(rest.ask(settings, "PATCH", f"/dags/{dag}", body={"is_paused": False}))
    deadline = time.monotonic() + PATIENCE_S
    while not (found := rest.get(settings, f"/dags/{dag}/dagRuns")["dag_runs"]):
        assert time.monotonic() < deadline, "its schedule begins no run"
        time.sleep(POLL_S)
    return found[0]["dag_run_id"]


@pytest.mark.timeout(1200)
def test_the_daily_dag_cleans_on_the_cluster_and_proves(mwaa):
    """By its schedule; the notebook is a run of the Jobs API, whose page is there for a browser of this machine."""
    settings = mwaa.settings()
    name = scheduled(settings, catalogue.DAILY_BATCH)
    run = runs.wait(settings, catalogue.DAILY_BATCH, name, timeout_s=PATIENCE_S, report=lambda _: None)
    listed = requests.get(
        f"{settings.databricks.url}/api/2.1/jobs/runs/list",
        headers={"Authorization": f"Bearer {reveal(settings.databricks.token)}"},
        timeout=30,
    ).json()["runs"]

    assert run.tasks == {"clean": "success", "verify": "success"}
    assert {one["state"].get("result_state") for one in listed} == {"SUCCESS"}
    assert "<html" in requests.get(listed[0]["run_page_url"], timeout=30).text


@pytest.mark.timeout(300)
def test_every_part_is_usable_from_this_machine(mwaa):
    """As boto3 finds MWAA's API behind ``corkboard env``; ``status`` knows them all."""
    settings = mwaa.settings()
    states = mwaa.states()
    aws = settings.aws.client_kwargs() | {"endpoint_url": settings.airflow.mwaa_url}
    client = boto3.client("mwaa", config=Config(inject_host_prefix=False), **aws)

    assert client.list_environments()["Environments"] == [catalogue.mwaa_environment(settings.prefix)]
    assert {states[name] for name in (*airflow.PROCESSES, "cluster", "jobs")} == {"ready"}
    assert "Starting the scheduler" in mwaa("logs", "airflow-scheduler", "-n", "1000").stdout
