"""The variables for other tools."""

from __future__ import annotations

import pytest

from corkboard.cli.env import variables
from corkboard.settings import load


@pytest.mark.parametrize(
    ("token", "expected"),
    [("", {}), ("made here", {"DATABRICKS_HOST": "http://127.0.0.1:8443", "DATABRICKS_TOKEN": "made here"})],
)
def test_databricks_tools_are_told_where_the_jobs_api_is_if_there_is_one(tmp_path, token, expected):
    """A stack that never had one has no token."""
    found = variables(load({"home": tmp_path, "databricks": {"token": token}}, environ={}))

    assert {name: value for name, value in found.items() if name.startswith("DATABRICKS")} == expected


def test_aws_tools_are_told_where_msks_apis_are(tmp_path):
    """By the variables that they read themselves; empty where nobody answers."""
    names = ("AWS_ENDPOINT_URL_KAFKA", "AWS_ENDPOINT_URL_KAFKACONNECT")
    chosen = {"home": tmp_path, "connect": {"msk_url": "http://127.0.0.1:8085"}}
    there, nowhere = variables(load(chosen, environ={})), variables(load({"home": tmp_path}, environ={}))

    assert [there[name] for name in names] == ["http://127.0.0.1:8085"] * 2
    assert [nowhere[name] for name in names] == [""] * 2


def test_one_key_signs_for_kafka_and_for_the_rest_of_aws(tmp_path):
    """As on AWS, where a script of the course has one role for all."""
    kafka = {
        "security": "msk-iam",
        "ca_file": "/a/ca.pem",
        "access_key_id": "kafkas",
        "secret_access_key": "b",
    }
    found = variables(load({"home": tmp_path, "kafka": kafka}, environ={}))

    assert (found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"]) == ("kafkas", "b")
    assert found["KAFKA_CA_FILE"] == "/a/ca.pem"
    assert "-Djavax.net.ssl.trustStore=/a/ca.p12" in found["KAFKA_OPTS"]
    assert "KAFKA_CA_FILE" not in variables(load({"home": tmp_path}, environ={}))
