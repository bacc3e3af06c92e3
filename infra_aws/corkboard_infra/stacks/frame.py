"""What every stack has: a name, outputs that settings read, and nothing that outlives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from corkboard_infra import names, policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.settings import Settings
    from corkboard_infra.files import Files
    from corkboard_infra.profiles import Profile

LOG_DAYS = 7


@dataclass(frozen=True, slots=True)
class Site:
    """What the stacks of one deployment share.

    Attributes:
        app: The CDK's application.
        settings: Names and sizes.
        profile: Which stacks there are.
        files: What is uploaded with them.
        clients: The addresses that may call the API, such as ``203.0.113.7/32``.
        files_bucket: Where files are uploaded; empty for the bucket that ``cdk bootstrap`` makes.
    """

    app: cdk.App
    settings: Settings
    profile: Profile
    files: Files
    clients: str
    files_bucket: str = ""

    def stack(self, name: str, purpose: str) -> cdk.Stack:
        """Return a new stack, free of any account and region."""
        own = cdk.DefaultStackSynthesizer(
            file_assets_bucket_name=self.files_bucket,
            bucket_prefix=names.FILES_DIR,
            generate_bootstrap_version_rule=False,
        )
        return cdk.Stack(
            self.app,
            name,
            synthesizer=own if self.files_bucket else None,
            stack_name=names.stack(self.settings, name),
            description=f"Corkboard: {purpose}",
            tags={"corkboard": self.settings.prefix},
        )


def output(stack: cdk.Stack, setting: str, value: str) -> None:
    """Tell the settings: ``gateway.url`` becomes the output ``GatewayUrl``."""
    words = setting.replace(".", "_").split("_")
    cdk.CfnOutput(stack, "".join(word.capitalize() for word in words), value=value, description=setting)


def role(
    stack: cdk.Stack,
    logical_id: str,
    *,
    trust: dict[str, Any],
    may: Sequence[policies.Statement],
    managed: Sequence[str] = (),
) -> iam.CfnRole:
    """Return a role that has its policy from the first moment.

    A policy of its own would come after the role, and what takes the role in between is refused.
    """
    policy = iam.CfnRole.PolicyProperty(policy_name="own", policy_document=policies.document(*may))
    return iam.CfnRole(
        stack,
        logical_id,
        assume_role_policy_document=trust,
        policies=[policy],
        managed_policy_arns=[f"arn:{cdk.Aws.PARTITION}:iam::aws:policy/{name}" for name in managed] or None,
    )


def log_group(stack: cdk.Stack, logical_id: str, name: str | None = None) -> logs.CfnLogGroup:
    """Return a log group that keeps a week and goes with its stack."""
    group = logs.CfnLogGroup(stack, logical_id, log_group_name=name, retention_in_days=LOG_DAYS)
    group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    return group


def log_arn(group: logs.CfnLogGroup) -> str:
    """Return the ARN of a log group's streams."""
    return f"arn:{cdk.Aws.PARTITION}:logs:{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}:log-group:{group.ref}:*"
