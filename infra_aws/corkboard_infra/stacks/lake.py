"""S3: where raw records land, where clean tables are, and what Airflow reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from corkboard import catalogue
from corkboard_infra import policies
from corkboard_infra.stacks.frame import output

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site

DAYS_OF_OLD_VERSIONS = 1


@dataclass(frozen=True, slots=True)
class Lake:
    """The buckets; Airflow's where there is one."""

    landing: s3.CfnBucket
    clean: s3.CfnBucket
    airflow: s3.CfnBucket | None


def build(site: Site) -> Lake:
    """Return the buckets of a deployment."""
    stack = site.stack("lake", "S3")
    prefix = site.settings.prefix
    landing = _bucket(stack, "Landing", catalogue.bucket(prefix))
    clean = _bucket(stack, "Lake", catalogue.lake_bucket(prefix))
    airflow = None
    if site.profile.has("orchestration"):
        airflow = _bucket(stack, "Airflow", catalogue.dags_bucket(prefix), is_versioned=True)
    output(stack, "aws.region", cdk.Aws.REGION)
    return Lake(landing, clean, airflow)


def _bucket(stack: cdk.Stack, logical_id: str, name: str, *, is_versioned: bool = False) -> s3.CfnBucket:
    """Return a private, encrypted bucket; one that holds objects refuses to go, ``aws down`` empties it."""
    algorithm = s3.CfnBucket.ServerSideEncryptionByDefaultProperty(sse_algorithm="AES256")
    enabled = s3.CfnBucket.VersioningConfigurationProperty(status="Enabled")
    bucket = s3.CfnBucket(
        stack,
        logical_id,
        bucket_name=name,
        bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
            server_side_encryption_configuration=[
                s3.CfnBucket.ServerSideEncryptionRuleProperty(server_side_encryption_by_default=algorithm)
            ]
        ),
        public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        ),
        ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
            rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
        ),
        versioning_configuration=enabled if is_versioned else None,
        lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
            rules=_upkeep(is_versioned=is_versioned)
        ),
    )
    bucket.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    s3.CfnBucketPolicy(
        stack,
        f"{logical_id}Policy",
        bucket=bucket.ref,
        policy_document=policies.only_encrypted(bucket.attr_arn),
    )
    return bucket


def _upkeep(*, is_versioned: bool) -> list[s3.CfnBucket.RuleProperty]:
    """Return rules against what is paid and never seen: unfinished uploads, old versions."""
    unfinished = s3.CfnBucket.AbortIncompleteMultipartUploadProperty(days_after_initiation=1)
    rules = [s3.CfnBucket.RuleProperty(status="Enabled", abort_incomplete_multipart_upload=unfinished)]
    if is_versioned:
        old = s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=DAYS_OF_OLD_VERSIONS)
        rules.append(s3.CfnBucket.RuleProperty(status="Enabled", noncurrent_version_expiration=old))
    return rules
