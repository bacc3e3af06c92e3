"""MWAA's API as users' scripts call it: boto3, and the tokens it gives."""

from __future__ import annotations

import base64

import boto3
import psutil
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from corkboard import catalogue
from corkboard.cli.env import variables
from corkboard.stack import processes

TIMEOUT_S = 150


def command_line(answer, text, token=None):
    """Send a command as AWS' documentation shows it."""
    return requests.post(
        f"http://{answer['WebServerHostname']}/aws_mwaa/cli",
        headers={"Authorization": f"Bearer {token or answer['CliToken']}", "Content-Type": "text/plain"},
        data=text,
        timeout=TIMEOUT_S,
    )


def test_the_environment_is_listed_and_described(client, environment_name, mwaa):
    """With the bucket and the class that hold here."""
    listed = client.list_environments()["Environments"]

    found = client.get_environment(Name=environment_name)["Environment"]

    assert listed == [environment_name]
    assert found["Status"] == "AVAILABLE"
    assert found["EnvironmentClass"] == "mw1.micro"
    assert found["SourceBucketArn"] == f"arn:aws:s3:::{mwaa.bucket}"


def test_a_cli_token_runs_airflows_command(client, environment_name):
    """What it writes comes in Base64; one that fails answers 400 with its words."""
    token = client.create_cli_token(Name=environment_name)

    good, bad = command_line(token, "dags list -o plain"), command_line(token, "dags trigger no_such_dag")

    assert good.status_code == 200
    assert catalogue.DAILY_BATCH in base64.b64decode(good.json()["stdout"]).decode()
    assert bad.status_code == 400
    assert "no_such_dag" in base64.b64decode(bad.json()["stderr"]).decode()


def test_a_wrong_token_runs_nothing(client, environment_name):
    """Also one for the other door."""
    token = client.create_cli_token(Name=environment_name)
    web = client.create_web_login_token(Name=environment_name)["WebToken"]

    assert {command_line(token, "version", wrong).status_code for wrong in ("stranger", web)} == {403}


def test_a_web_token_opens_one_session_for_the_rest_api(client, environment_name):
    """As scripts log in: the cookie is a session of Airflow's web server."""
    token = client.create_web_login_token(Name=environment_name)
    host, form = f"http://{token['WebServerHostname']}", {"token": token["WebToken"]}

    answer = requests.post(f"{host}/aws_mwaa/login", data=form, timeout=TIMEOUT_S)
    again = requests.post(f"{host}/aws_mwaa/login", data=form, timeout=TIMEOUT_S)

    cookies = {"session": answer.cookies["session"]}
    dags = requests.get(f"{host}/api/v1/dags", cookies=cookies, timeout=TIMEOUT_S)
    assert catalogue.DAILY_BATCH in {dag["dag_id"] for dag in dags.json()["dags"]}
    assert requests.get(f"{host}/api/v1/dags", timeout=TIMEOUT_S).status_code in (401, 403)
    assert again.status_code == 403


def test_the_rest_api_is_invoked_with_query_and_body(client, environment_name):
    """A call that changes something, one that reads, and what the API refuses."""
    call = {"Name": environment_name, "Path": "/variables", "Method": "POST"}
    made = client.invoke_rest_api(**call, Body={"key": "invoked", "value": "1"})
    read = client.invoke_rest_api(
        Name=environment_name, Path="/variables", Method="GET", QueryParameters={"limit": 1}
    )

    assert made["RestApiStatusCode"] == 200
    assert len(read["RestApiResponse"]["variables"]) == 1
    with pytest.raises(client.exceptions.RestApiClientException) as refused:
        client.invoke_rest_api(Name=environment_name, Path="/dags/none", Method="GET")
    assert refused.value.response["RestApiStatusCode"] == 404


def test_another_environment_and_other_keys_are_refused(client, mwaa):
    """As AWS' exceptions."""
    aws = mwaa.settings.aws.client_kwargs() | {"endpoint_url": mwaa.settings.airflow.mwaa_url}
    stranger = boto3.client(
        "mwaa", config=Config(inject_host_prefix=False), **{**aws, "aws_secret_access_key": "wrong"}
    )

    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_environment(Name="nobody")
    with pytest.raises(ClientError, match="AccessDenied"):
        stranger.list_environments()


def test_a_script_needs_nothing_but_the_environments_variables(mwaa, monkeypatch):
    """``eval "$(corkboard env)"``, and ``boto3.client("mwaa")`` finds it."""
    for name, value in variables(mwaa.settings).items():
        monkeypatch.setenv(name, value)

    assert boto3.Session().client("mwaa").list_environments()["Environments"]


def test_everything_of_it_listens_on_loopback_alone(mwaa):
    """Airflow's log server, which would listen on every address, is not started."""
    notes = (mwaa.settings.state_dir / "conf").glob("airflow-*.pid.json")
    members = [member for note in notes for member in processes.family(processes.noted(note))]
    listening = {
        connection.laddr.ip
        for member in members
        for connection in member.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }

    assert listening == {"127.0.0.1"}
