"""The CDK's own command deploys the same assembly, and our gateway serves the API that it deployed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "proxy"))

from cdk_cli import Cdk, installed
from proxy_process import JSON, Proxy

from corkboard import catalogue
from corkboard.errors import PreflightError
from corkboard.settings import load
from corkboard_infra import profiles
from corkboard_infra.deploy import emptying
from corkboard_infra.deploy.cloud import cloud_at
from corkboard_infra.files import placeholders
from corkboard_infra.synthesis import templates

PREFIX = "byhand"
STREAM = catalogue.PIN.stream(PREFIX)
HERE = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "000000000000"}
OWN_NUMBERS = re.compile(r'"(SequenceNumber|ShardId|RequestId|offset|NextToken)": ?("[^"]*"|\d+)')


def resolved(value):
    """Return part of a template as CloudFormation fills it in."""
    if isinstance(value, list):
        return [resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return HERE[value["Ref"]]
    if set(value) == {"Fn::Join"}:
        glue, parts = value["Fn::Join"]
        return glue.join(resolved(part) for part in parts)
    return {key: resolved(one) for key, one in value.items()}


@pytest.fixture(scope="module")
def synthesised(tmp_path_factory):
    """Return a maker of the emulator profile's assembly, which these addresses may call."""

    def make(clients: str) -> str:
        folder = tmp_path_factory.mktemp("assembly")
        files, said = placeholders(folder), load({"target": "aws", "prefix": PREFIX}, environ={})
        templates(said, profiles.EMULATOR, files, out=folder / "out", clients=clients)
        return str(folder / "out")

    return make


@pytest.fixture(scope="module")
def cdk(cloud, parts, tmp_path_factory):
    """Return the command on an emulator that it bootstrapped."""
    try:
        program, missing = installed(parts.cache)
    except PreflightError as error:
        pytest.skip(f"{error.message}; run make dev")
    if program is None:
        pytest.skip(missing)
    command = Cdk(program, cloud.url, tmp_path_factory.mktemp("cdk"))
    command("bootstrap", "aws://000000000000/us-east-1")
    yield command
    place = cloud_at(load({"aws": {"endpoint_url": cloud.url}}, environ={}))
    bucket = "cdk-hnb659fds-assets-000000000000-us-east-1"
    emptying.empty(place, bucket)
    cloud.client("cloudformation").delete_stack(StackName="CDKToolkit")
    cloud.settled("CDKToolkit")
    if bucket in cloud.left()["buckets"]:  # the CDK's stack keeps it
        cloud.client("s3").delete_bucket(Bucket=bucket)


def served(cloud):
    """Return the description of the deployment that the stage serves, a digest of its definition."""
    gateway = cloud.client("apigateway")
    api = next(one["id"] for one in gateway.get_rest_apis()["items"] if one["name"] == f"{PREFIX}-api")
    stage = gateway.get_stages(restApiId=api)["item"][0]
    return gateway.get_deployment(restApiId=api, deploymentId=stage["deploymentId"])["description"]


@pytest.fixture(scope="module")
def deployed(cloud, cdk, synthesised):
    """Return the deployed ingest stack's template, and what was served before it was changed."""
    before = cloud.left()
    cdk("deploy", "--app", synthesised("203.0.113.7/32"), "--all", "--require-approval", "never")
    first, changed = served(cloud), synthesised("203.0.113.8/32")
    cdk("deploy", "--app", changed, "--all", "--require-approval", "never")
    body = cloud.client("cloudformation").get_template(StackName=f"{PREFIX}-ingest")["TemplateBody"]
    yield (json.loads(body) if isinstance(body, str) else body), first
    cdk("destroy", "--app", changed, "--all", "--force")
    assert cloud.left() == before, "something survived cdk destroy"


@pytest.fixture(scope="module")
def gateways(cloud, deployed, settings, tmp_path_factory):
    """Return our gateway twice: with the deployed definition, and with api.yaml as it is."""
    place = load(
        {
            "aws": {"endpoint_url": cloud.url},
            "kafka": {"bootstrap_servers": settings.kafka.bootstrap_servers},
        },
        environ={},
    )
    template, _ = deployed
    file = tmp_path_factory.mktemp("definition") / "api.json"
    file.write_text(json.dumps(resolved(template["Resources"]["Api"]["Properties"]["Body"])))
    stage = template["Resources"]["Stage"]["Properties"]["StageName"]
    given = ("--definition", str(file), "--stage", stage, "--stage-variable", "kinesisRole=role/made")
    made = [Proxy(place, tmp_path_factory.mktemp("one"), arguments=given)]
    made.append(Proxy(place, tmp_path_factory.mktemp("other")))
    yield made
    for one in made:
        one.end()


def test_a_change_is_served(cloud, deployed):
    """Other callers are another definition, and the stage serves the deployment that has it."""
    template, first = deployed
    kinds = template["Resources"].values()
    named = [
        one["Properties"]["Description"] for one in kinds if one["Type"] == "AWS::ApiGateway::Deployment"
    ]

    assert [served(cloud)] == named
    assert first not in named


RECORD = {"StreamName": STREAM, "Data": {"index": 1}, "PartitionKey": "one"}
BATCH = {"records": [{"data": {"index": number}, "partition-key": str(number)} for number in range(3)]}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/streams", None, 200),
        ("GET", f"/streams/{STREAM}", None, 200),
        ("PUT", f"/streams/{STREAM}/record", RECORD, 200),
        ("PUT", f"/streams/{STREAM}/records", BATCH, 200),
        ("PUT", "/streams/nobodys/record", {**RECORD, "StreamName": "nobodys"}, 400),
        ("PUT", f"/streams/{STREAM}/record", b"no JSON", 400),
        ("POST", "/topics/{topic}", {"records": [{"value": {"index": 1}}]}, 200),
        ("POST", "/topics/{topic}", {"records": "none"}, 400),
        ("GET", "/nowhere", None, 403),
    ],
)
def test_the_deployed_api_answers_as_our_own(gateways, settings, method, path, body, status):
    """Kinesis through its mappings, Kafka through the REST proxy, and what both refuse."""
    path = path.replace("{topic}", catalogue.PIN.topic(settings.prefix))
    kind = JSON if "topics" in path else "application/json"
    answers = [one.ask(method, f"/prod{path}", body, kind=kind, gateway=True) for one in gateways]
    told = [(one.status, OWN_NUMBERS.sub("", json.dumps(one.body, default=repr))) for one in answers]

    assert told[0] == told[1]
    assert answers[0].status == status, answers[0].body
