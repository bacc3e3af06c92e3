"""Airflow on the running stack, started once, with all the DAGs of this room in its bucket."""

from __future__ import annotations

import time

import boto3
import pytest
from botocore.config import Config

from corkboard import catalogue, clients
from corkboard.airflow import rest, runs
from corkboard.airflow.environment import dags_dir, home
from corkboard.airflow.synced import read

PATIENCE_S = 500  # on a busy machine a notebook took four minutes
HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator

def dag(name, **more):
    more = {"schedule_interval": None, "catchup": False, "is_paused_upon_creation": False, **more}
    return DAG(name, start_date=datetime(2026, 1, 1), **more)
"""
DAGS = {
    "triggered": """
with dag("triggered"):
    BashOperator(task_id="first", bash_command="which corkboard airflow") >> BashOperator(
        task_id="second", bash_command="echo {{ ds }}"
    )
""",
    "scheduled": """
with dag("scheduled", schedule_interval="@daily"):
    BashOperator(task_id="only", bash_command="true")
""",
    "retried": """
with dag("retried", default_args={"retries": 1, "retry_delay": timedelta(seconds=1)}):
    BashOperator(task_id="flaky", bash_command="test {{ ti.try_number }} -gt 1")
""",
    "lost": """
with dag("lost"):
    BashOperator(task_id="fails", bash_command="exit 3") >> BashOperator(task_id="never", bash_command="true")
""",
    "long": """
with dag("long", default_args={"retries": 2, "retry_delay": timedelta(seconds=1)}):
    BashOperator(task_id="waits", bash_command="until test -e {{ params.until }}; do sleep 0.2; done", params={"until": "WAITED_FOR"})
""",
    "broken": """
with dag("broken") as
""",
    "folder/other": """
with dag("other"):
    BashOperator(task_id="only", bash_command="true")
""",
}


class Mwaa:
    """What a test does with Airflow.

    Attributes:
        settings: The stack's.
        bucket: The DAGs' bucket.
        waited_for: The file for which the task of the DAG ``long`` waits.
    """

    def __init__(self, settings):
        self.settings = settings
        self.bucket = catalogue.dags_bucket(settings.prefix)
        self.s3 = clients.s3(settings)
        self.waited_for = home(settings) / "waited_for"

    def upload(self, name, text):
        """Put a DAG into the bucket."""
        text = (HEAD + text).replace("WAITED_FOR", str(self.waited_for))
        self.s3.put_object(Bucket=self.bucket, Key=f"{catalogue.DAGS_DIR}/{name}.py", Body=text.encode())

    def path(self, name):
        """Return where a DAG's file is to be."""
        return dags_dir(self.settings) / f"{name}.py"

    def run(self, dag):
        """Trigger a DAG and return the run that has succeeded."""
        name = runs.trigger(self.settings, dag)
        return runs.wait(self.settings, dag, name, timeout_s=PATIENCE_S, report=lambda _: None)

    def ask(self, path, **query):
        """Return what Airflow's REST API has at a path."""
        return rest.get(self.settings, path, **query)

    def has(self, dag):
        """Whether Airflow has read a DAG."""
        return rest.ask(self.settings, "GET", f"/dags/{dag}").ok

    def synced(self):
        """Return the last look at the bucket."""
        return read(self.settings)

    def wait(self, condition, what):
        """Return what a condition gives as soon as that is something."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := condition()):
            assert time.monotonic() < deadline, f"{what}; last look: {self.synced()}"
            time.sleep(0.3)
        return found


@pytest.fixture(scope="session")
def mwaa(parts, corkboard, stack_home, settings):
    """Airflow, started once beside the others, with the DAGs of this room read."""
    if not parts.is_airflow_intact():
        pytest.skip("Airflow is not installed: run make dev with Python 3.11 or 3.12")
    corkboard("up", "--with", "airflow", "--timeout", "400", home=stack_home)
    found = Mwaa(settings)
    for name, text in DAGS.items():
        found.upload(name, text)
    good = [name.rsplit("/", 1)[-1] for name in DAGS if name != "broken"]
    found.wait(lambda: all(found.has(name) for name in good), "the DAGs are not read")
    return found


@pytest.fixture
def client(mwaa):
    """boto3's client, as a script has it behind ``corkboard env``."""
    aws = mwaa.settings.aws.client_kwargs() | {"endpoint_url": mwaa.settings.airflow.mwaa_url}
    return boto3.client(
        "mwaa", config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}), **aws
    )


@pytest.fixture
def environment_name(mwaa):
    """The environment's name."""
    return catalogue.mwaa_environment(mwaa.settings.prefix)
