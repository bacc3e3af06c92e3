"""MWAA's API without an Airflow behind it: what it refuses, and how AWS' tools see that."""

from __future__ import annotations

import time

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from corkboard.layers import LOCAL_KEYS
from corkboard.settings import load
from corkboard_airflow.api import application

NAME = "mwaa-corkboard"
SIGNED = [
    ("GET", "/environments"),
    ("GET", f"/environments/{NAME}"),
    ("POST", f"/clitoken/{NAME}"),
    ("POST", f"/webtoken/{NAME}"),
    ("POST", f"/restapi/{NAME}"),
]


class Client:
    """Calls the service; ``sign`` gives the headers that boto3 would send."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def request(self, method, path, **arguments):
        return requests.request(method, self.url + path, timeout=30, **arguments)

    def get(self, path, **arguments):
        return self.request("GET", path, **arguments)

    def post(self, path, **arguments):
        return self.request("POST", path, **arguments)

    def sign(
        self, method, path, body=b"", secret=LOCAL_KEYS["secret_access_key"], key=LOCAL_KEYS["access_key_id"]
    ):
        request = AWSRequest(method, self.url + path, data=body, headers={"content-type": "application/json"})
        SigV4Auth(Credentials(key, secret), "airflow", "us-east-1").add_auth(request)
        return dict(request.headers)


@pytest.fixture(scope="module")
def client(served, tmp_path_factory):
    """The service on a free port, in front of an Airflow that is not there."""
    settings = load(
        {"home": tmp_path_factory.mktemp("home"), "airflow": {"url": "http://127.0.0.1:9"}}, environ={}
    )
    with served(application(settings, time.time())) as port:
        yield Client(port)


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_call_that_is_not_signed_or_with_other_keys_is_denied(client, method, path):
    """As on AWS: 403, before anything else is looked at."""
    wrong = [
        {},
        client.sign(method, path, secret="other"),
        client.sign(method, path, key="OTHER"),
        {"authorization": "Bearer x"},
    ]

    answers = [client.request(method, path, headers=headers) for headers in wrong]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.headers["x-amzn-errortype"] for answer in answers} == {"AccessDeniedException"}


def test_a_changed_body_breaks_the_signature(client):
    """The body is signed too."""
    path, body = f"/restapi/{NAME}", b'{"Path": "/dags", "Method": "GET"}'

    answer = client.post(path, data=body + b" ", headers=client.sign("POST", path, body))

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/environments/other", f"/environments/{NAME.upper()}"])
def test_an_unknown_environment_is_named_beside_the_one_there_is(client, path):
    """AWS' tools raise ResourceNotFoundException for it."""
    answer = client.get(path, headers=client.sign("GET", path))

    assert answer.status_code == 404
    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    assert NAME in answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "JSON"),
        (b"[]", "object"),
        (b"{}", "Path"),
        (b'{"Path": 1, "Method": "GET"}', "Path"),
        (b'{"Path": "/dags"}', "Method"),
        (b'{"Path": "/dags", "Method": "BREW"}', "Method"),
        (b'{"Path": "dags", "Method": "GET"}', "Path"),
        (b'{"Path": "/../../login", "Method": "GET"}', "Path"),
        (b'{"Path": "/dags?limit=1", "Method": "GET"}', "QueryParameters"),
        (b'{"Path": "/dags", "Method": "GET", "QueryParameters": []}', "QueryParameters"),
        (b"\xff", "JSON"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_a_malformed_call_of_the_rest_api_names_the_field(client, body, field):
    """400 and a reason, never 5xx."""
    path = f"/restapi/{NAME}"

    answer = client.post(path, data=body, headers=client.sign("POST", path, body))

    assert answer.status_code == 400
    assert field in answer.json()["message"]


@pytest.mark.parametrize("given", [None, "Bearer ", "Bearer stranger", "Basic eDp5", "stranger"])
def test_the_command_line_wants_a_token_of_this_minute(client, given):
    """A wrong one is denied before the command is read."""
    headers = {"authorization": given} if given else {}

    assert client.post("/aws_mwaa/cli", data="dags list", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("'", "cannot be read"),
        ("webserver", "not offered"),
        ("db reset -y", "not offered"),
        ("db", "not offered"),
        (b"\xff", "UTF-8"),
        ("version " + "x" * (1 << 20), "longer"),
    ],
)
def test_a_command_that_is_not_offered_is_refused_by_name(client, text, told):
    """What would start a server or drop the database is none of MWAA's."""
    path = f"/clitoken/{NAME}"
    token = client.post(path, headers=client.sign("POST", path)).json()["CliToken"]

    answer = client.post("/aws_mwaa/cli", data=text, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 400
    assert told in answer.json()["message"]


def test_a_login_wants_a_web_token_and_no_cli_token(client):
    """One kind does not open the other's door."""
    path = f"/clitoken/{NAME}"
    token = client.post(path, headers=client.sign("POST", path)).json()["CliToken"]

    assert client.post("/aws_mwaa/login", data={"token": token}).status_code == 403
    assert client.post("/aws_mwaa/login", data={}).status_code == 400


def test_without_airflow_the_answer_says_so(client):
    """503 with the address that does not answer."""
    path, body = f"/restapi/{NAME}", b'{"Path": "/dags", "Method": "GET"}'

    answer = client.post(path, data=body, headers=client.sign("POST", path, body))

    assert answer.status_code == 503
    assert "127.0.0.1:9" in answer.json()["message"]


def test_a_page_of_somebody_else_does_not_reach_it_under_another_name(client):
    """A name that leads to this machine is not enough."""
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/health", headers={"host": "api.localhost:8084"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", f"/environments/{NAME}"), ("DELETE", "/x"), ("GET", "/tags/a")]
)
def test_what_is_not_offered_is_said(client, method, path):
    """As an error that AWS' tools can show."""
    answer = client.request(method, path)

    assert answer.status_code == 400
    assert "offered" in answer.json()["message"]


def test_the_description_has_only_fields_that_awss_tools_know():
    """One of another name would be dropped in silence."""
    from corkboard_airflow.described import environment  # noqa: PLC0415

    shape = boto3.client("mwaa", region_name="us-east-1").meta.service_model.shape_for("Environment")

    assert set(environment(load({}, environ={}), 1.0)) <= set(shape.members)
