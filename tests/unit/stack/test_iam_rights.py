"""Kafka's access lists say what the policy says, and nothing more."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError
from corkboard.stack.msk_iam.rights import CLUSTER, CLUSTER_ARN, OPERATIONS, Right, rights
from corkboard_infra import policies
from corkboard_infra.policies import KafkaArns, allow

ARNS = KafkaArns.of(CLUSTER_ARN.format(region="us-east-1", name="demo"))


def test_topics_groups_and_the_cluster_are_told_apart():
    """A star at the end of a name becomes a prefix, one alone stays: Kafka takes no prefix of nothing."""
    found = rights(
        [
            allow(["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], [ARNS.cluster]),
            allow(["kafka-cluster:WriteData"], ARNS.topics(["demo.pin", "demo.*"])),
            allow(["kafka-cluster:AlterGroup"], ARNS.groups(["*"])),
            allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]),
        ]
    )

    assert found == {
        Right("cluster", CLUSTER, is_prefix=False, operation="IDEMPOTENT_WRITE"),
        Right("topic", "demo.pin", is_prefix=False, operation="WRITE"),
        Right("topic", "demo.", is_prefix=True, operation="WRITE"),
        Right("group", "*", is_prefix=False, operation="READ"),
    }


def test_an_action_on_another_kind_of_resource_gives_nothing():
    """The trap of MSK's policies: taken without a word, and never matched."""
    assert rights([allow(["kafka-cluster:WriteData"], [ARNS.cluster])]) == set()


@pytest.mark.parametrize(
    "statement",
    [
        allow(["kafka-cluster:*"], [ARNS.cluster]),
        allow(["kafka-cluster:Connect"], ["arn:aws:s3:::bucket"]),
        allow(["kafka-cluster:Connect"], [ARNS.cluster], StringEquals={"aws:PrincipalTag/team": "7"}),
        {**allow(["kafka-cluster:Connect"], [ARNS.cluster]), "Effect": "Deny"},
        allow(["kafka-cluster:WriteData"], ARNS.topics(["demo.*.raw"])),
        allow(["kafka-cluster:WriteData"], ARNS.topics(["demo.?"])),
    ],
)
def test_what_the_lists_cannot_say_is_refused(statement):
    """Rather than played as if it allowed more, or less."""
    with pytest.raises(CorkboardError):
        rights([statement])


def test_every_action_of_the_deployments_policies_can_be_played():
    """Whoever adds one there adds it here."""
    lists = (getattr(policies, name) for name in dir(policies) if name.endswith("_ACTIONS"))
    actions = {action.removeprefix("kafka-cluster:") for one in lists for action in one}

    assert actions <= set(OPERATIONS)
