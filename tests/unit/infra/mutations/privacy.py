"""What was left open, plain or readable."""

from __future__ import annotations

from mutations.seeding import Mutation, drop, put, without

STREAM = "AWS::Kinesis::Stream"
BUCKET = "AWS::S3::Bucket"
SERVER = "AWS::RDS::DBInstance"
MACHINE = "AWS::EC2::Instance"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
INGRESS = "AWS::EC2::SecurityGroupIngress"


MUTATIONS = (
    Mutation("port 22 open", "no_port_is_open_to_the_world", put(INGRESS, "0.0.0.0/0", "CidrIp")),
    Mutation("8082 open over IPv6", "no_port_is_open_to_the_world", put(INGRESS, "::/0", "CidrIpv6")),
    Mutation("public database", "no_machine_has_a_public_address", put(SERVER, True, "PubliclyAccessible")),
    Mutation(
        "public balancer", "no_machine_has_a_public_address", put(BALANCER, "internet-facing", "Scheme")
    ),
    Mutation("key pair", "no_key_pair", put(MACHINE, "mine", "KeyName")),
    Mutation(
        "password in the template",
        "nothing_secret_is_written_down",
        put(SERVER, "hunter2", "MasterUserPassword"),
    ),
    Mutation("plain bucket", "everything_at_rest_is_encrypted", drop(BUCKET, "BucketEncryption")),
    Mutation("plain stream", "everything_at_rest_is_encrypted", drop(STREAM, "StreamEncryption")),
    Mutation(
        "bucket that may become public",
        "buckets_are_private",
        put(BUCKET, False, "PublicAccessBlockConfiguration", "BlockPublicPolicy"),
    ),
    Mutation("bucket without TLS", "buckets_are_private", without("AWS::S3::BucketPolicy")),
    Mutation(
        "database without TLS",
        "the_database_wants_tls",
        put("AWS::RDS::DBParameterGroup", "0", "Parameters", "require_secure_transport"),
    ),
    Mutation(
        "IMDSv1",
        "machine_metadata_wants_a_token",
        put("AWS::EC2::LaunchTemplate", "optional", "LaunchTemplateData", "MetadataOptions", "HttpTokens"),
    ),
)
