"""Nothing survives ``destroy`` and costs on; nothing is refused for the order in which it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra.rules.reading import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Templates

HOLD_DATA = (
    "AWS::Kinesis::Stream",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::MWAA::Environment",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
)
FUNCTIONS = ("AWS::Lambda::", "AWS::CloudFormation::CustomResource", "Custom::")


def nothing_is_kept(templates: Templates) -> Iterator[str]:
    """The CDK keeps streams and log groups when their stack goes; RDS leaves a snapshot."""
    for resource in every(templates):
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            said = resource.content.get(policy)
            if said not in (None, "Delete") or (said is None and resource.kind in HOLD_DATA):
                yield f"{resource.place} has {policy} {said}"


def nothing_is_protected(templates: Templates) -> Iterator[str]:
    """What refuses to be deleted stops the whole of ``destroy``."""
    for server in every(templates, "AWS::RDS::DBInstance"):
        if server.properties.get("DeletionProtection"):
            yield f"{server.place} is protected"


def logs_end(templates: Templates) -> Iterator[str]:
    """A log group without an end is paid forever."""
    for group in every(templates, "AWS::Logs::LogGroup"):
        if not group.properties.get("RetentionInDays"):
            yield f"{group.place} keeps its logs for ever"


def no_key_of_our_own(templates: Templates) -> Iterator[str]:
    """A key stays, pending, for 7 to 30 days; AWS' own keys encrypt as well."""
    for key in every(templates, "AWS::KMS::Key"):
        yield f"{key.place} outlives its stack"


def no_function_of_the_cdk(templates: Templates) -> Iterator[str]:
    """Functions that the CDK adds leave log groups, and network interfaces that block a subnet's end."""
    for resource in every(templates):
        if resource.kind.startswith(FUNCTIONS):
            yield f"{resource.place} is a {resource.kind}"


def a_role_has_its_policy_from_the_start(templates: Templates) -> Iterator[str]:
    """A policy of its own comes after its role; what takes the role in between is refused."""
    for policy in (*every(templates, "AWS::IAM::Policy"), *every(templates, "AWS::IAM::ManagedPolicy")):
        yield f"{policy.place} comes after its role"
    for role in every(templates, "AWS::IAM::Role"):
        if not role.properties.get("Policies"):
            yield f"{role.place} may do nothing"


RULES = (
    nothing_is_kept,
    nothing_is_protected,
    logs_end,
    no_key_of_our_own,
    no_function_of_the_cdk,
    a_role_has_its_policy_from_the_start,
)
