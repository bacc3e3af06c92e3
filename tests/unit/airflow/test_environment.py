"""What Airflow's processes are told."""

from __future__ import annotations

import json

import pytest

from corkboard.airflow.environment import environment
from corkboard.airflow.limits import LIMITS
from corkboard.settings import load


@pytest.fixture
def make(tmp_path):
    """Return the environment for settings of Airflow."""

    def made(**airflow):
        return environment(load({"home": tmp_path, "airflow": airflow}, environ={}))

    return made


@pytest.mark.parametrize("name", LIMITS)
def test_the_class_says_how_many_tasks_run_at_once(make, name):
    """As on MWAA with one worker."""
    assert make(environment_class=name)["AIRFLOW__CORE__PARALLELISM"] == str(LIMITS[name].tasks)


def test_a_password_of_any_characters_survives_the_databases_address(make):
    """It is quoted."""
    address = make(database_password="a/b@c:%")["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]

    assert ":a%2Fb%40c%3A%25@127.0.0.1:" in address


def test_the_connection_to_aws_is_the_stacks(make):
    """A DAG that names aws_default reaches the emulator, never AWS."""
    connection = json.loads(make()["AIRFLOW_CONN_AWS_DEFAULT"])

    assert connection["extra"]["endpoint_url"] == "http://127.0.0.1:4566"
    assert connection["password"]


def test_servers_listen_on_loopback(make):
    """Nobody else reaches them."""
    assert make()["AIRFLOW__WEBSERVER__WEB_SERVER_HOST"] == "127.0.0.1"
