"""Mistakes that leave something behind a stack."""

from __future__ import annotations

from mutations.seeding import Mutation, add, drop, kept, put

STREAM = "AWS::Kinesis::Stream"
BUCKET = "AWS::S3::Bucket"
SERVER = "AWS::RDS::DBInstance"


MUTATIONS = (
    Mutation("stream that the CDK keeps", "nothing_is_kept", kept(STREAM, "Retain")),
    Mutation("log group that the CDK keeps", "nothing_is_kept", kept("AWS::Logs::LogGroup", "Retain")),
    Mutation("last snapshot of the database", "nothing_is_kept", kept(SERVER, "Snapshot")),
    Mutation("bucket that says nothing", "nothing_is_kept", kept(BUCKET, None)),
    Mutation("database that is protected", "nothing_is_protected", put(SERVER, True, "DeletionProtection")),
    Mutation("logs for ever", "logs_end", drop("AWS::Logs::LogGroup", "RetentionInDays")),
    Mutation("key of our own", "no_key_of_our_own", add("lake", "AWS::KMS::Key")),
    Mutation(
        "function that empties a bucket", "no_function_of_the_cdk", add("lake", "Custom::S3AutoDeleteObjects")
    ),
    Mutation(
        "policy beside its role", "a_role_has_its_policy_from_the_start", add("compute", "AWS::IAM::Policy")
    ),
)
