"""Roles may do what they need and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard_infra.rules.reading import every, listed, statements, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Templates

# Actions that know no single resource, by the service's own reference.
OF_NO_RESOURCE = {
    "cloudwatch:PutMetricData",
    "kinesis:ListStreams",
    "logs:DescribeLogGroups",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketPublicAccessBlock",
}
ENDLESS = re.compile(r"[a-z0-9-]*:?\*")
ACCOUNT = re.compile(r"(?<![0-9.])\d{12}(?!\d)")
REGION = re.compile(r"\b(us|eu|ap|sa|ca|me|af)-(north|south|east|west|central)[a-z]*-\d\b")
MANAGED = ("AmazonSSMManagedInstanceCore",)


def no_role_may_everything(templates: Templates) -> Iterator[str]:
    """Neither of all services nor of one."""
    for statement in statements(templates):
        for action in statement.actions:
            if ENDLESS.fullmatch(action):
                yield f"{statement.role.place} may {action}"


def every_right_names_its_resource(templates: Templates) -> Iterator[str]:
    """But for actions that know none."""
    for statement in statements(templates):
        if "*" in statement.resources and not set(statement.actions) <= OF_NO_RESOURCE:
            yield f"{statement.role.place} may {', '.join(statement.actions)} of everything"


def a_role_is_taken_by_one_service_for_us(templates: Templates) -> Iterator[str]:
    """No account and no person may take it; services that serve others too must name our account."""
    for role in every(templates, "AWS::IAM::Role"):
        for statement in role.properties["AssumeRolePolicyDocument"]["Statement"]:
            if set(statement["Principal"]) != {"Service"}:
                yield f"{role.place} may be taken by {text(statement['Principal'])}"
            services = set(listed(statement["Principal"].get("Service", [])))
            if services & {"ec2.amazonaws.com", "apigateway.amazonaws.com"}:
                continue
            if "aws:SourceAccount" not in text(statement.get("Condition", {})):
                yield f"{role.place} may be taken for another account"


def policies_of_aws_are_named(templates: Templates) -> Iterator[str]:
    """AWS' own policies are wide, and change."""
    for role in every(templates, "AWS::IAM::Role"):
        for policy in role.properties.get("ManagedPolicyArns", ()):
            if not any(f"policy/{name}" in text(policy) for name in MANAGED):
                yield f"{role.place} has {text(policy)}"


def no_account_and_no_region_is_written_down(templates: Templates) -> Iterator[str]:
    """A template goes to any account and any region."""
    for resource in every(templates):
        said = text(resource.content)
        for found in (ACCOUNT.search(said), REGION.search(said)):
            if found:
                yield f"{resource.place} names {found[0]}"


RULES = (
    no_role_may_everything,
    every_right_names_its_resource,
    a_role_is_taken_by_one_service_for_us,
    policies_of_aws_are_named,
    no_account_and_no_region_is_written_down,
)
