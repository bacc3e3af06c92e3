"""Airflow in containers: a DAG runs a notebook on the cluster, through the provider's operator and the Jobs API."""

from __future__ import annotations

import boto3
import pytest
import requests
from botocore.config import Config

from corkboard import airflow, catalogue
from corkboard.airflow import runs
from corkboard.settings import reveal

PATIENCE_S = 500


@pytest.fixture(scope="module")
def mwaa(cluster):
    """The stack with Airflow, which is gone afterwards: the others' tests have its memory."""
    cluster("up", "--with", "airflow", "--timeout", "400")
    yield cluster
    cluster.compose().run("rm", "--stop", "--force", *airflow.PROCESSES, "airflow", timeout_s=120)


@pytest.mark.timeout(1200)
def test_the_daily_dag_cleans_on_the_cluster_and_proves(mwaa):
    """Its notebook is a run of the Jobs API, whose page is there for a browser of this machine."""
    settings = mwaa.settings()
    name = runs.trigger(settings, catalogue.DAILY_BATCH)
    run = runs.wait(settings, catalogue.DAILY_BATCH, name, timeout_s=PATIENCE_S, report=lambda _: None)
    listed = requests.get(
        f"{settings.databricks.url}/api/2.1/jobs/runs/list",
        headers={"Authorization": f"Bearer {reveal(settings.databricks.token)}"},
        timeout=30,
    ).json()["runs"]

    assert run.tasks == {"clean": "success", "verify": "success"}
    ended = [one for one in listed if one["state"].get("result_state")]  # its scheduled run may go on
    assert {one["state"]["result_state"] for one in ended} == {"SUCCESS"}
    assert "<html" in requests.get(ended[0]["run_page_url"], timeout=30).text


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
