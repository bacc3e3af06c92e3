"""MSK and MSK Connect."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from corkboard_infra.names import KAFKA_PORT
from corkboard_infra.rules.reading import every, statements, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Templates

MOST_TASKS = 3  # a t3.small takes four new connections a second with IAM
HASHED = re.compile(r"-[0-9a-f]{12}$")
OF_THE_SERVICE = re.compile(r"sasl|jaas|security\.protocol|aws-msk-iam", re.IGNORECASE)
# What an action's resource must be; the cluster's own ARN matches none of the others.
KINDS = {
    "Topic": "topic",
    "Data": "topic",
    "Group": "group",
    "TransactionalId": "transactional-id",
}
OF_THE_CLUSTER = ("Connect", "DescribeCluster", "WriteDataIdempotently", "AlterCluster")


def only_iam_over_tls(templates: Templates) -> Iterator[str]:
    """Port 9092 without a login is what most walk-throughs open."""
    for cluster in every(templates, "AWS::MSK::Cluster"):
        login = cluster.properties.get("ClientAuthentication", {})
        if login.get("Unauthenticated", {}).get("Enabled") is not False:
            yield f"{cluster.place} takes clients without a login"
        if login.get("Sasl", {}).get("Iam", {}).get("Enabled") is not True:
            yield f"{cluster.place} does not take IAM"
        transit = cluster.properties.get("EncryptionInfo", {}).get("EncryptionInTransit", {})
        if transit.get("ClientBroker") != "TLS" or transit.get("InCluster") is False:
            yield f"{cluster.place} takes connections without TLS"


def each_action_names_its_own_kind_of_resource(templates: Templates) -> Iterator[str]:
    """A topic's action on the cluster's ARN is taken and never matches."""
    for statement in statements(templates):
        for action in statement.actions:
            service, _, verb = action.partition(":")
            if service == "kafka-cluster" and any(_named(one) != _kind(verb) for one in statement.resources):
                yield f"{statement.role.place} asks {action} of another resource than a {_kind(verb)}"


def who_writes_may_write(templates: Templates) -> Iterator[str]:
    """An idempotent producer needs two rights that walk-throughs leave out, and dies without them."""
    rights: dict[str, set[str]] = {}
    for statement in statements(templates):
        rights.setdefault(statement.role.place, set()).update(statement.actions)
    for place, actions in rights.items():
        if "kafka-cluster:WriteData" in actions:
            needed = {
                "kafka-cluster:WriteDataIdempotently",
                "kafka-cluster:DescribeTopicDynamicConfiguration",
            }
            for lacking in sorted(needed - actions):
                yield f"{place} lacks {lacking}"


def no_serverless_cluster(templates: Templates) -> Iterator[str]:
    """It costs eight times two small brokers while nothing happens."""
    for cluster in every(templates, "AWS::MSK::ServerlessCluster"):
        yield f"{cluster.place} is MSK Serverless"


def brokers_are_asked_for(templates: Templates) -> Iterator[str]:
    """No attribute of a cluster says where its brokers are."""
    for resource in every(templates):
        if re.search(r'"Fn::GetAtt": \["[^"]+", "BootstrapBroker', text(resource.content)):
            yield f"{resource.place} asks CloudFormation for the brokers"
    for connector in every(templates, "AWS::KafkaConnect::Connector"):
        pattern = (
            templates[connector.stack].get("Parameters", {}).get("Brokers", {}).get("AllowedPattern", "")
        )
        if f":{KAFKA_PORT}" not in pattern:
            yield f"{connector.place} takes brokers at another port than {KAFKA_PORT}"


def the_connector_signs_in_with_its_role(templates: Templates) -> Iterator[str]:
    """MSK Connect brings IAM's jar and its settings; a second one breaks it."""
    for connector in every(templates, "AWS::KafkaConnect::Connector"):
        said = connector.properties
        if said["KafkaClusterClientAuthentication"].get("AuthenticationType") != "IAM":
            yield f"{connector.place} does not sign in"
        if said["KafkaClusterEncryptionInTransit"].get("EncryptionType") != "TLS":
            yield f"{connector.place} connects without TLS"
        if OF_THE_SERVICE.search(text(said["ConnectorConfiguration"])):
            yield f"{connector.place} configures the login itself"
    for worker in every(templates, "AWS::KafkaConnect::WorkerConfiguration"):
        if OF_THE_SERVICE.search(_decoded(worker.properties["PropertiesFileContent"])):
            yield f"{worker.place} configures the login itself"


def a_plugin_is_named_by_its_content(templates: Templates) -> Iterator[str]:
    """A plugin's content never changes: the same name with another file is refused."""
    for kind in ("AWS::KafkaConnect::CustomPlugin", "AWS::KafkaConnect::WorkerConfiguration"):
        for made in every(templates, kind):
            if not HASHED.search(str(made.properties["Name"])):
                yield f"{made.place} has a name without the content's hash"


def few_tasks(templates: Templates) -> Iterator[str]:
    """Every task opens connections of its own."""
    for connector in every(templates, "AWS::KafkaConnect::Connector"):
        if int(connector.properties["ConnectorConfiguration"].get("tasks.max", 1)) > MOST_TASKS:
            yield f"{connector.place} has more than {MOST_TASKS} tasks"


def _kind(verb: str) -> str:
    """Return what an action is asked of."""
    if verb in OF_THE_CLUSTER:
        return "cluster"
    return next((kind for word, kind in KINDS.items() if word in verb), "cluster")


def _named(arn: str) -> str:
    """Return what an ARN names."""
    return next((kind for kind in KINDS.values() if f":{kind}/" in arn), "cluster")


def _decoded(content: object) -> str:
    if isinstance(content, dict):
        return str(content.get("Fn::Base64", ""))
    try:
        return base64.b64decode(str(content), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return str(content)


RULES = (
    only_iam_over_tls,
    each_action_names_its_own_kind_of_resource,
    who_writes_may_write,
    no_serverless_cluster,
    brokers_are_asked_for,
    the_connector_signs_in_with_its_role,
    a_plugin_is_named_by_its_content,
    few_tasks,
)
