"""Outputs and brokers are read from AWS; anything wrong leaves the file as it was."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError, RefusedError, UnavailableError
from corkboard.layers import pulled_path
from corkboard.settings import load
from corkboard.targets import outputs, pull

ARN = "arn:aws:kafka:eu-west-1:111122223333:cluster/corkboard-kafka/x"
KAFKA = {"KafkaClusterArn": ARN, "RestMachine": "i-0123456789abcdef0", "RestLogGroup": "a-group"}
INGEST = {"GatewayUrl": "https://x", "GatewayStage": "prod"}
BROKERS = "b-1.x:9098,b-2.x:9098"


@pytest.fixture
def deployed(answers, on_aws):
    """Return a factory of settings whose stacks have these outputs: ``deployed({"ingest": {...}})``."""

    def make(stacks, *, account="111122223333", status="CREATE_COMPLETE"):
        settings = on_aws()
        who = {"Account": account, "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"}
        answers("sts", settings.aws).add_response("get_caller_identity", who)
        cloudformation = answers("cloudformation", settings.aws)
        for short in outputs.STACKS if account == "111122223333" else ():
            name = f"corkboard-{short}"
            if short not in stacks:
                cloudformation.add_client_error(
                    "describe_stacks", "ValidationError", f"Stack with id {name} does not exist"
                )
                continue
            told = [{"OutputKey": key, "OutputValue": value} for key, value in stacks[short].items()]
            stack = {"StackName": name, "StackStatus": status, "CreationTime": 0, "Outputs": told}
            cloudformation.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": name})
        return settings

    return make


def test_what_is_found_is_what_settings_say_from_then_on(deployed, answers):
    """The brokers too, which are no output."""
    settings = deployed({"ingest": INGEST, "kafka": KAFKA})
    answers("kafka", settings.aws).add_response(
        "get_bootstrap_brokers", {"BootstrapBrokerStringSaslIam": BROKERS}, {"ClusterArn": ARN}
    )

    found = pull.pull(settings)

    after = load({"target": "aws", "home": settings.home}, environ={})
    assert (after.kafka.bootstrap_servers, after.machine) == (BROKERS, "i-0123456789abcdef0")
    assert after.gateway.url == "https://x"
    assert found.absent == ["lake", "database", "compute", "orchestration"]


@pytest.mark.parametrize(
    ("stacks", "status", "words"),
    [
        (
            {"ingest": {"GatewayUrl": "https://x"}},
            "CREATE_COMPLETE",
            r"no output GatewayStage \(gateway.stage\)",
        ),
        ({"ingest": INGEST}, "UPDATE_IN_PROGRESS", "corkboard-ingest is UPDATE_IN_PROGRESS"),
        ({}, "", "no stack of prefix corkboard in eu-west-1"),
    ],
)
def test_what_is_missing_is_named_and_the_file_stays(deployed, stacks, status, words):
    """The next step is to deploy."""
    settings = deployed(stacks, status=status)
    file = pulled_path(settings.home, "aws")
    outputs.write(file, {"gateway.url": "https://before"}, {})
    before = file.read_text()

    with pytest.raises(CorkboardError, match=words) as refusal:
        pull.pull(settings)

    assert "infra_aws/README.md" in refusal.value.hint
    assert file.read_text() == before


def test_a_cluster_without_iam_is_named(deployed, answers):
    """Its brokers would be those in plain text."""
    settings = deployed({"ingest": INGEST, "kafka": KAFKA})
    answers("kafka", settings.aws).add_response(
        "get_bootstrap_brokers", {"BootstrapBrokerString": "b-1:9092"}
    )

    with pytest.raises(CorkboardError, match="no brokers that take IAM"):
        pull.pull(settings)


def test_another_account_is_asked_nothing(deployed):
    """Its stacks may be called the same."""
    with pytest.raises(RefusedError, match="999900001111"):
        pull.pull(deployed({}, account="999900001111"))


def test_a_right_that_is_missing_is_named(answers, on_aws):
    """As a policy would name it."""
    settings = on_aws()
    who = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"}
    answers("sts", settings.aws).add_response("get_caller_identity", who)
    answers("cloudformation", settings.aws).add_client_error("describe_stacks", "AccessDenied", "no")

    with pytest.raises(UnavailableError, match="cloudformation:DescribeStacks is not allowed"):
        pull.pull(settings)
