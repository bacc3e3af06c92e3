"""Rights that are too wide."""

from __future__ import annotations

from mutations.seeding import Mutation, put, statement

ROLE = "AWS::IAM::Role"
CONNECTOR = "AWS::KafkaConnect::Connector"
BUCKET = "AWS::S3::Bucket"


MUTATIONS = (
    Mutation(
        "all of Kinesis",
        "no_role_may_everything",
        statement("GatewayRole", lambda all_: all_[0].update(Action=["kinesis:*"])),
    ),
    Mutation(
        "every stream",
        "every_right_names_its_resource",
        statement("GatewayRole", lambda all_: all_[0].update(Resource="*")),
    ),
    Mutation(
        "role for any account",
        "a_role_is_taken_by_one_service_for_us",
        put(ROLE, {"AWS": "*"}, "AssumeRolePolicyDocument", "Statement", 0, "Principal"),
    ),
    Mutation(
        "AWS' own wide policy",
        "policies_of_aws_are_named",
        put(ROLE, ["arn:aws:iam::aws:policy/AmazonS3FullAccess"], "ManagedPolicyArns"),
    ),
    Mutation(
        "an account's number",
        "no_account_and_no_region_is_written_down",
        put(BUCKET, "bucket-" + "1234" * 3, "BucketName"),
    ),
    Mutation(
        "a region",
        "no_account_and_no_region_is_written_down",
        put(CONNECTOR, "eu-west-1", "ConnectorConfiguration", "s3.region"),
    ),
)
