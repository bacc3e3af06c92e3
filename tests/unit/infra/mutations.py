"""Mistakes, each as people make it, for templates of the default profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from corkboard_infra.definition import INTEGRATION
from corkboard_infra.rules.reading import Resource, Templates, every

if TYPE_CHECKING:
    from collections.abc import Callable

PUT_RECORD = "/streams/{stream-name}/record"
KAFKA = "/topics/{proxy+}"
ANY = "x-amazon-apigateway-any-method"


class Mutation(NamedTuple):
    """One mistake.

    Attributes:
        name: What was done wrong.
        rule: The function that must see it.
        seed: Does it.
    """

    name: str
    rule: str
    seed: Callable[[Templates], object]


def first(templates: Templates, kind: str) -> Resource:
    """Return the first resource of a kind."""
    return next(every(templates, kind))


def put(kind: str, value: Any, *path: str | int) -> Callable[[Templates], None]:
    """Return what sets one property, wherever it lies, of the first resource of a kind."""

    def seed(templates: Templates) -> None:
        holder: Any = first(templates, kind).properties
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return seed


def drop(kind: str, *path: str | int) -> Callable[[Templates], None]:
    """Return what leaves one property out of the first resource of a kind."""

    def seed(templates: Templates) -> None:
        holder: Any = first(templates, kind).properties
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]

    return seed


def add(stack: str, kind: str, **properties: Any) -> Callable[[Templates], None]:
    """Return what adds a resource to a stack."""

    def seed(templates: Templates) -> None:
        templates[stack]["Resources"]["Added"] = {"Type": kind, "Properties": properties}

    return seed


def without(kind: str) -> Callable[[Templates], None]:
    """Return what removes every resource of a kind."""

    def seed(templates: Templates) -> None:
        for resource in list(every(templates, kind)):
            del templates[resource.stack]["Resources"][resource.logical_id]

    return seed


def route(
    path: str, method: str, change: Callable[[dict[str, Any]], object]
) -> Callable[[Templates], object]:
    """Return what changes one operation of the API."""
    return lambda templates: change(
        first(templates, "AWS::ApiGateway::RestApi").properties["Body"]["paths"][path][method]
    )


def kept(kind: str, said: str | None) -> Callable[[Templates], None]:
    """Return what gives the first resource of a kind another deletion policy."""

    def seed(templates: Templates) -> None:
        content = first(templates, kind).content
        content["DeletionPolicy"] = said
        if said is None:
            del content["DeletionPolicy"]

    return seed


def statement(role: str, change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Templates], object]:
    """Return what changes the statements of a role."""

    def seed(templates: Templates) -> None:
        for found in every(templates, "AWS::IAM::Role"):
            if found.logical_id == role:
                change(found.properties["Policies"][0]["PolicyDocument"]["Statement"])

    return seed


def _with_action(statements: list[dict[str, Any]], action: str) -> dict[str, Any]:
    return next(one for one in statements if action in one["Action"])


def _topics_on_the_cluster(statements: list[dict[str, Any]]) -> None:
    cluster = _with_action(statements, "kafka-cluster:Connect")["Resource"]
    _with_action(statements, "kafka-cluster:WriteData")["Resource"] = cluster


def _groups_on_the_cluster(statements: list[dict[str, Any]]) -> None:
    cluster = _with_action(statements, "kafka-cluster:Connect")["Resource"]
    _with_action(statements, "kafka-cluster:AlterGroup")["Resource"] = cluster


def _renamed_deployment(templates: Templates) -> None:
    deployment = first(templates, "AWS::ApiGateway::Deployment")
    resources = templates[deployment.stack]["Resources"]
    resources["Deployment"] = resources.pop(deployment.logical_id)


def _brokers_elsewhere(templates: Templates) -> None:
    templates["connect"]["Parameters"]["Brokers"]["AllowedPattern"] = "^.+:9092$"


def _no_group_speaks_to_itself(templates: Templates) -> None:
    for rule in list(every(templates, "AWS::EC2::SecurityGroupIngress")):
        if rule.properties["IpProtocol"] == "-1":
            del templates[rule.stack]["Resources"][rule.logical_id]


def _unversioned(templates: Templates) -> None:
    for bucket in every(templates, "AWS::S3::Bucket"):
        bucket.properties.pop("VersioningConfiguration", None)


def _unlimited(templates: Templates) -> None:
    first(templates, "AWS::ApiGateway::Stage").properties["MethodSettings"] = []


API, ROLE, CLUSTER = "AWS::ApiGateway::RestApi", "AWS::IAM::Role", "AWS::MSK::Cluster"
CONNECTOR, STREAM, BUCKET = "AWS::KafkaConnect::Connector", "AWS::Kinesis::Stream", "AWS::S3::Bucket"
AIRFLOW, SERVER, MACHINE = "AWS::MWAA::Environment", "AWS::RDS::DBInstance", "AWS::EC2::Instance"
SPARK, BALANCER, WORKER = (
    "AWS::EMRServerless::Application",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::KafkaConnect::WorkerConfiguration",
)
INGRESS = "AWS::EC2::SecurityGroupIngress"
PUBLIC_SUBNET = {"Fn::ImportValue": "corkboard-network:ExportsOutputRefVpcpublicSubnet1Subnet"}
CLOUD_LOGIN = ("KafkaClusterClientAuthentication", "AuthenticationType")

MUTATIONS = (
    # the gateway
    Mutation(
        "no uri",
        "every_integration_says_where_it_leads",
        route(KAFKA, ANY, lambda one: one[INTEGRATION].pop("uri")),
    ),
    Mutation(
        "no credentials",
        "kinesis_is_called_with_a_role",
        route(PUT_RECORD, "put", lambda one: one[INTEGRATION].pop("credentials")),
    ),
    Mutation(
        "undeclared path parameter",
        "every_path_parameter_is_declared",
        route(PUT_RECORD, "put", lambda one: one.update(parameters=[])),
    ),
    Mutation(
        "failures answered 200",
        "a_refusal_stays_a_refusal",
        route(PUT_RECORD, "put", lambda one: one[INTEGRATION]["responses"].pop(r"4\d{2}")),
    ),
    Mutation(
        "proxy through the internet",
        "kafka_is_reached_inside",
        route(KAFKA, ANY, lambda one: one[INTEGRATION].pop("connectionType")),
    ),
    Mutation(
        "API open to the world",
        "nobody_calls_but_known_addresses",
        put(API, "0.0.0.0/0", "Policy", "Statement", 0, "Condition", "IpAddress", "aws:SourceIp"),
    ),
    Mutation("API without a policy", "nobody_calls_but_known_addresses", drop(API, "Policy")),
    Mutation("no rate limit", "calls_are_limited", _unlimited),
    Mutation("deployment with a fixed name", "a_deployment_is_named_by_what_it_serves", _renamed_deployment),
    # Kafka
    Mutation(
        "MSK without a login",
        "only_iam_over_tls",
        put(CLUSTER, True, "ClientAuthentication", "Unauthenticated", "Enabled"),
    ),
    Mutation(
        "MSK without IAM",
        "only_iam_over_tls",
        put(CLUSTER, False, "ClientAuthentication", "Sasl", "Iam", "Enabled"),
    ),
    Mutation(
        "MSK without TLS",
        "only_iam_over_tls",
        put(CLUSTER, "TLS_PLAINTEXT", "EncryptionInfo", "EncryptionInTransit", "ClientBroker"),
    ),
    Mutation(
        "topic action on the cluster",
        "each_action_names_its_own_kind_of_resource",
        statement("MachineRole", _topics_on_the_cluster),
    ),
    Mutation(
        "group action on the cluster",
        "each_action_names_its_own_kind_of_resource",
        statement("ConnectRole", _groups_on_the_cluster),
    ),
    Mutation(
        "no WriteDataIdempotently",
        "who_writes_may_write",
        statement(
            "MachineRole",
            lambda all_: _with_action(all_, "kafka-cluster:Connect")["Action"].remove(
                "kafka-cluster:WriteDataIdempotently"
            ),
        ),
    ),
    Mutation(
        "no DescribeTopicDynamicConfiguration",
        "who_writes_may_write",
        statement(
            "MachineRole",
            lambda all_: _with_action(all_, "kafka-cluster:WriteData")["Action"].remove(
                "kafka-cluster:DescribeTopicDynamicConfiguration"
            ),
        ),
    ),
    Mutation("MSK Serverless", "no_serverless_cluster", add("kafka", "AWS::MSK::ServerlessCluster")),
    Mutation(
        "brokers as an attribute",
        "brokers_are_asked_for",
        put(
            CONNECTOR,
            {"Fn::GetAtt": ["Cluster", "BootstrapBrokerStringSaslIam"]},
            "KafkaCluster",
            "ApacheKafkaCluster",
            "BootstrapServers",
        ),
    ),
    Mutation("brokers without a login", "brokers_are_asked_for", _brokers_elsewhere),
    Mutation(
        "connector without a login",
        "the_connector_signs_in_with_its_role",
        put(CONNECTOR, "NONE", *CLOUD_LOGIN),
    ),
    Mutation(
        "SASL in the connector",
        "the_connector_signs_in_with_its_role",
        put(CONNECTOR, "AWS_MSK_IAM", "ConnectorConfiguration", "consumer.override.sasl.mechanism"),
    ),
    Mutation(
        "SASL in the worker",
        "the_connector_signs_in_with_its_role",
        put(WORKER, {"Fn::Base64": "security.protocol=SASL_SSL"}, "PropertiesFileContent"),
    ),
    Mutation(
        "plugin with a fixed name",
        "a_plugin_is_named_by_its_content",
        put("AWS::KafkaConnect::CustomPlugin", "corkboard-s3-sink", "Name"),
    ),
    Mutation("many tasks", "few_tasks", put(CONNECTOR, "8", "ConnectorConfiguration", "tasks.max")),
    # what outlives its stack
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
    # what AWS does not know
    Mutation(
        "unknown broker", "brokers", put(CLUSTER, "kafka.t3.tiny", "BrokerNodeGroupInfo", "InstanceType")
    ),
    Mutation("unknown Kafka", "brokers", put(CLUSTER, "3.7.0", "KafkaVersion")),
    Mutation(
        "three brokers in two subnets", "as_many_brokers_in_each_zone", put(CLUSTER, 3, "NumberOfBrokerNodes")
    ),
    Mutation("unknown Connect", "connect", put(CONNECTOR, "4.3.1", "KafkaConnectVersion")),
    Mutation("retention under a day", "streams_keep_a_day", put(STREAM, 12, "RetentionPeriodHours")),
    Mutation("unknown MWAA class", "airflow", put(AIRFLOW, "mw1.tiny", "EnvironmentClass")),
    Mutation("unknown MWAA version", "airflow", put(AIRFLOW, "2.11.3", "AirflowVersion")),
    Mutation("unknown EMR release", "spark", put(SPARK, "emr-7.x", "ReleaseLabel")),
    Mutation("Spark that waits at a price", "spark", put(SPARK, [{"Key": "DRIVER"}], "InitialCapacity")),
    # what is open, plain or secret
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
    # rights
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
    # the network
    Mutation(
        "brokers in public subnets",
        "everything_lives_in_private_subnets",
        put(CLUSTER, [PUBLIC_SUBNET, PUBLIC_SUBNET], "BrokerNodeGroupInfo", "ClientSubnets"),
    ),
    Mutation("no NAT for Connect", "connect_finds_a_way_out", without("AWS::EC2::NatGateway")),
    Mutation("no endpoint of S3", "connect_finds_a_way_out", without("AWS::EC2::VPCEndpoint")),
    Mutation("two NATs", "one_nat_is_enough", add("network", "AWS::EC2::NatGateway")),
    Mutation(
        "three subnets for MWAA",
        "airflow_has_what_it_insists_on",
        put(AIRFLOW, [1, 2, 3], "NetworkConfiguration", "SubnetIds"),
    ),
    Mutation("no group speaks to itself", "airflow_has_what_it_insists_on", _no_group_speaks_to_itself),
    Mutation("MWAA's bucket without versions", "airflow_has_what_it_insists_on", _unversioned),
    Mutation(
        "MWAA without requirements", "airflow_has_what_it_insists_on", drop(AIRFLOW, "RequirementsS3Path")
    ),
)
