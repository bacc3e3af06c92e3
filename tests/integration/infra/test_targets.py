"""Pull and check against CloudFormation, STS, S3 and Kinesis of an emulator that stands for AWS."""

from __future__ import annotations

import json

import pytest

from corkboard.errors import CorkboardError, RefusedError
from corkboard.settings import load
from corkboard.targets import account, check, pull
from corkboard_infra import golden, profiles

EMULATED = "000000000000"  # its account


@pytest.fixture
def settings(cloud, tmp_path):
    """Settings of target aws, sent to the emulator; no person can set that, since aws takes no endpoint."""
    own = load(
        {"target": "aws", "home": tmp_path, "aws": {"region": "us-east-1", "expected_account": EMULATED}},
        environ={},
    )
    keys = {"endpoint_url": cloud.url, "access_key_id": "test", "secret_access_key": "test"}
    there = load({"aws": keys}, environ={}).aws
    reached = own.aws.model_copy(update={key: getattr(there, key) for key in keys})
    return own.model_copy(update={"aws": reached})


@pytest.fixture
def deployed(cloud):
    """The profile ``minimal``, made by CloudFormation from its committed templates, and removed at the end."""
    cloudformation, names = cloud.client("cloudformation"), []
    for stack in profiles.MINIMAL.stacks:
        names.append(f"corkboard-{stack}")
        text = golden.path("minimal", stack).read_text()
        cloudformation.create_stack(StackName=names[-1], TemplateBody=text, Capabilities=["CAPABILITY_IAM"])
        assert cloud.settled(names[-1]) == ("CREATE_COMPLETE", [])
    yield
    for name in reversed(names):
        cloudformation.delete_stack(StackName=name)
        assert cloud.settled(name)[0] == "DELETE_COMPLETE"


@pytest.mark.usefixtures("deployed")
def test_what_cloudformation_made_is_pulled_and_checked(settings):
    """Streams and buckets are there; what the profile has not is named with the next step."""
    found = pull.pull(settings)
    after = load({"target": "aws", "home": settings.home}, environ={})
    checks = {one.name: one for one in check.check(settings, ["account", "s3", "kinesis", "kafka"])}

    assert found.absent == ["database", "kafka", "compute", "orchestration"]
    assert after.gateway.url.startswith("https://")
    assert (after.aws.region, after.gateway.stage) == ("us-east-1", "prod")
    assert [name for name, one in checks.items() if one.ok] == ["account", "s3", "kinesis"]
    assert "corkboard target pull aws" in checks["kafka"].todo


@pytest.fixture
def kafka(cloud):
    """A cluster of MSK's API, and a stack whose outputs name it and a machine that does not run."""
    brokers = {"InstanceType": "kafka.t3.small", "ClientSubnets": ["subnet-1", "subnet-2"]}
    arn = cloud.client("kafka").create_cluster(
        ClusterName="corkboard-kafka",
        KafkaVersion="3.7.x",
        NumberOfBrokerNodes=2,
        BrokerNodeGroupInfo=brokers,
    )["ClusterArn"]
    said = {"KafkaClusterArn": arn, "RestMachine": "i-0123456789abcdef0", "RestLogGroup": {"Ref": "Lines"}}
    template = {
        "Resources": {"Lines": {"Type": "AWS::Logs::LogGroup"}},
        "Outputs": {key: {"Value": value} for key, value in said.items()},
    }
    cloudformation = cloud.client("cloudformation")
    cloudformation.create_stack(StackName="corkboard-kafka", TemplateBody=json.dumps(template))
    assert cloud.settled("corkboard-kafka") == ("CREATE_COMPLETE", [])
    yield
    cloudformation.delete_stack(StackName="corkboard-kafka")
    assert cloud.settled("corkboard-kafka")[0] == "DELETE_COMPLETE"
    cloud.client("kafka").delete_cluster(ClusterArn=arn)


@pytest.mark.usefixtures("kafka")
def test_brokers_are_those_that_take_iam_and_a_machine_that_does_not_run_is_named(settings):
    """MSK is asked, since no output has them; Kafka is only tried by the machine."""
    found = pull.pull(settings)
    after = load({"target": "aws", "home": settings.home}, environ={})
    known = settings.model_copy(update={"kafka": after.kafka, "rest": after.rest})
    [checked] = check.check(known, ["kafka"])

    assert found.values["kafka.bootstrap_servers"].endswith(":9098")
    assert after.rest.log_group == found.values["rest.log_group"]
    assert (checked.ok, checked.route) == (False, "EC2 client")
    assert "does the EC2 client run?" in checked.todo


def test_before_anything_is_deployed_that_is_said(settings):
    """With the account that was asked."""
    with pytest.raises(CorkboardError, match=f"account {EMULATED} has no stack of prefix corkboard"):
        pull.pull(settings)


def test_another_account_is_refused(settings):
    """The emulator's STS says whose it is, as AWS' does."""
    wrong = settings.aws.model_copy(update={"expected_account": "111122223333"})
    account._require.cache_clear()

    with pytest.raises(RefusedError, match=EMULATED):
        account.require(settings.model_copy(update={"aws": wrong}))
