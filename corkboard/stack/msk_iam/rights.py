"""What an IAM policy means to Kafka: the access lists of the local broker, from the deployment's own policy.

An action on a resource of another kind, which IAM takes without a word and never matches, gives no right
here either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CLUSTER_ARN = "arn:aws:kafka:{region}:000000000000:cluster/{name}/00000000-0000-0000-0000-000000000000-1"
KAFKA = "kafka-cluster:"
ARN = re.compile(r":(?P<kind>cluster|topic|group|transactional-id)/[^/]+/[^/]+(?:/(?P<name>.+))?$")
CLUSTER = "kafka-cluster"  # what Kafka calls the cluster in its lists
OPERATIONS = {
    "Connect": ("cluster", ""),  # who can sign in is connected
    "DescribeCluster": ("cluster", "DESCRIBE"),
    "WriteDataIdempotently": ("cluster", "IDEMPOTENT_WRITE"),
    "DescribeTopic": ("topic", "DESCRIBE"),
    "DescribeTopicDynamicConfiguration": ("topic", "DESCRIBE_CONFIGS"),
    "AlterTopic": ("topic", "ALTER"),
    "CreateTopic": ("topic", "CREATE"),
    "DeleteTopic": ("topic", "DELETE"),
    "ReadData": ("topic", "READ"),
    "WriteData": ("topic", "WRITE"),
    "AlterGroup": ("group", "READ"),
    "DescribeGroup": ("group", "DESCRIBE"),
    "DeleteGroup": ("group", "DELETE"),
    "AlterTransactionalId": ("transactional-id", "WRITE"),
    "DescribeTransactionalId": ("transactional-id", "DESCRIBE"),
}


class Right(NamedTuple):
    """One line of Kafka's access lists.

    Attributes:
        kind: ``cluster``, ``topic``, ``group`` or ``transactional-id``.
        name: The resource's; with ``is_prefix`` what its name begins with.
        is_prefix: Whether the policy's name ended in ``*``.
        operation: Kafka's word, such as ``WRITE``.
    """

    kind: str
    name: str
    is_prefix: bool
    operation: str


def rights(statements: Iterable[Mapping[str, Any]]) -> set[Right]:
    """Return what statements of a policy allow; those about other services than Kafka are left out.

    Raises:
        CorkboardError: An action, an effect or a resource that Kafka's lists cannot say.
    """
    return {right for statement in statements for right in _of(statement)}


def _of(statement: Mapping[str, Any]) -> Iterator[Right]:
    actions = [action.removeprefix(KAFKA) for action in statement["Action"] if action.startswith(KAFKA)]
    if actions and (statement["Effect"] != "Allow" or "Condition" in statement):
        raise CorkboardError(f"only plain permissions can be played here, not {dict(statement)}")
    for action in actions:
        if action not in OPERATIONS:
            raise CorkboardError(f"the action {KAFKA}{action} cannot be played here", hint=__name__)
        wanted, operation = OPERATIONS[action]
        for arn in statement["Resource"]:
            kind, name = _resource(arn)
            if kind == wanted and operation:
                yield Right(kind, *_pattern(name), operation)


def _pattern(name: str) -> tuple[str, bool]:
    """Return what Kafka looks for, and whether it is what names begin with; a star alone is Kafka's own, too.

    Raises:
        CorkboardError: There is a star or a question mark within.
    """
    begins = name.removesuffix("*")
    if "*" in begins or "?" in begins:
        raise CorkboardError(f"{name} cannot be played here: Kafka's lists have a star at the end alone")
    return (begins, begins != name) if begins else ("*", False)


def _resource(arn: str) -> tuple[str, str]:
    """Return what kind of resource an ARN names, and its name."""
    found = ARN.search(arn)
    if not found:
        raise CorkboardError(f"{arn} is no ARN of a cluster, topic, group or transaction")
    return found["kind"], found["name"] or CLUSTER
