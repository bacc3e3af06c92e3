"""Mistakes with MSK and MSK Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mutations.seeding import Mutation, add, put, statement, with_action

if TYPE_CHECKING:
    from corkboard_infra.rules.reading import Templates

CLUSTER = "AWS::MSK::Cluster"
CONNECTOR = "AWS::KafkaConnect::Connector"
WORKER = "AWS::KafkaConnect::WorkerConfiguration"
CLOUD_LOGIN = ("KafkaClusterClientAuthentication", "AuthenticationType")


def _topics_on_the_cluster(statements: list[dict[str, Any]]) -> None:
    cluster = with_action(statements, "kafka-cluster:Connect")["Resource"]
    with_action(statements, "kafka-cluster:WriteData")["Resource"] = cluster


def _groups_on_the_cluster(statements: list[dict[str, Any]]) -> None:
    cluster = with_action(statements, "kafka-cluster:Connect")["Resource"]
    with_action(statements, "kafka-cluster:AlterGroup")["Resource"] = cluster


def _brokers_elsewhere(templates: Templates) -> None:
    templates["connect"]["Parameters"]["Brokers"]["AllowedPattern"] = "^.+:9092$"


MUTATIONS = (
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
            lambda all_: with_action(all_, "kafka-cluster:Connect")["Action"].remove(
                "kafka-cluster:WriteDataIdempotently"
            ),
        ),
    ),
    Mutation(
        "no DescribeTopicDynamicConfiguration",
        "who_writes_may_write",
        statement(
            "MachineRole",
            lambda all_: with_action(all_, "kafka-cluster:WriteData")["Action"].remove(
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
)
