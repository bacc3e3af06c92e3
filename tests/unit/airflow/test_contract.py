"""Generated requests to MWAA's API, signed as AWS' tools do: whatever is sent, no answer of 5xx."""

from __future__ import annotations

import sys
import time

import pytest
import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

from corkboard import catalogue
from corkboard.layers import LOCAL_KEYS
from corkboard.settings import load
from corkboard_airflow.api import ANY, application

EXAMPLES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
NAME = catalogue.mwaa_environment("corkboard")
TEXT = {"type": "string"}
PATH = {"in": "path", "required": True, "schema": TEXT}
ENVIRONMENT = {**PATH, "name": "name", "schema": {"anyOf": [{"const": NAME}, TEXT]}}
REST = {
    "type": "object",
    "properties": {
        "Path": {"anyOf": [{"enum": ["/dags", "/dags/none", "/dags/broken"]}, TEXT]},
        "Method": {"anyOf": [{"enum": ANY}, TEXT]},
        "QueryParameters": {"type": "object"},
        "Body": {},
    },
}


def operation(*parameters, body=None, media="application/json"):
    """A call as OpenAPI describes it."""
    sent = {"requestBody": {"content": {media: {"schema": body}}}} if body else {}
    return {"parameters": list(parameters), "responses": {"default": {"description": "any"}}, **sent}


WORDS = {"anyOf": [{"enum": ["version", "dags list -o plain", "db reset", "'"]}, TEXT]}
FORM = {"type": "object", "properties": {"token": TEXT}}
BELOW = {**PATH, "name": "path"}
DESCRIBED = {
    "/environments": {"get": operation({"name": "NextToken", "in": "query", "schema": TEXT})},
    "/environments/{name}": {"get": operation(ENVIRONMENT)},
    "/clitoken/{name}": {"post": operation(ENVIRONMENT)},
    "/webtoken/{name}": {"post": operation(ENVIRONMENT)},
    "/restapi/{name}": {"post": operation(ENVIRONMENT, body=REST)},
    "/aws_mwaa/cli": {"post": operation(body=WORDS, media="text/plain")},
    "/aws_mwaa/login": {"post": operation(body=FORM, media="application/x-www-form-urlencoded")},
    "/aws_mwaa/aws-console-sso": {"get": operation()},
    "/api/v1/{path}": {verb: operation(BELOW, body={}) for verb in ("get", "post", "delete")},
}
described = schemathesis.openapi.from_dict(
    {"openapi": "3.1.0", "info": {"title": "MWAA", "version": "1"}, "paths": DESCRIBED}
)


class Signed(requests.auth.AuthBase):
    """Signs what is sent; a command brings a token instead."""

    def __call__(self, prepared):
        if prepared.url.endswith("/aws_mwaa/cli"):
            host = prepared.url.removesuffix("/aws_mwaa/cli")
            token = requests.post(f"{host}/clitoken/{NAME}", auth=self, timeout=30).json()["CliToken"]
            prepared.headers["Authorization"] = f"Bearer {token}"
            return prepared
        signed = AWSRequest(prepared.method, prepared.url, data=prepared.body or b"")
        keys = Credentials(LOCAL_KEYS["access_key_id"], LOCAL_KEYS["secret_access_key"])
        SigV4Auth(keys, "airflow", "us-east-1").add_auth(signed)
        prepared.headers.update(dict(signed.headers))
        return prepared


async def airflow(request):
    """Answer as Airflow's web server may: JSON, nothing, a page, a failure of its own."""
    if request.url.path.endswith("/login/") and request.method == "POST":
        answer = RedirectResponse("/home", 302)
        answer.set_cookie("session", "x")
        return answer
    if request.url.path.endswith("/broken"):
        return HTMLResponse("<h1>Ooops!</h1>", 500)
    return JSONResponse({}) if request.method == "GET" else HTMLResponse("", 204)


@pytest.fixture(scope="module")
def url(served, tmp_path_factory):
    """The service, before something that answers as Airflow does; no program of Airflow's is there."""
    with served(Starlette(routes=[Route("/{path:path}", airflow, methods=ANY)])) as behind:
        where = {"url": f"http://127.0.0.1:{behind}", "python": sys.executable}
        known = load({"home": tmp_path_factory.mktemp("home"), "airflow": where}, environ={})
        with served(application(known, time.time())) as port:
            yield f"http://127.0.0.1:{port}"


@described.parametrize()
@EXAMPLES
def test_no_answer_is_a_failure_of_the_server(case, url):
    """What cannot be done is refused, with the reason."""
    answer = case.call(base_url=url, auth=Signed(), timeout=60)

    case.validate_response(answer, checks=[not_a_server_error])


def test_what_is_generated_comes_behind_the_signature(url):
    """So that it is more than refusals that are looked at."""
    body = '{"Path": "/dags", "Method": "GET"}'

    assert requests.post(f"{url}/restapi/{NAME}", body, auth=Signed(), timeout=30).status_code == 200
    assert requests.post(f"{url}/aws_mwaa/cli", "version", auth=Signed(), timeout=30).status_code == 400
