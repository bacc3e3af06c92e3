"""Kafka's access lists: who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, but not by name
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard.clients import AdminClient

RESOURCES = {
    "cluster": ResourceType.BROKER,
    "group": ResourceType.GROUP,
    "topic": ResourceType.TOPIC,
    "transactional-id": ResourceType.TRANSACTIONAL_ID,
}


def permission(user: str, kind: str, name: str, *, is_prefix: bool, operation: str) -> AclBinding:
    """Return one line of the lists.

    Args:
        user: Who may.
        kind: Of resource; one of ``RESOURCES``.
        name: The resource's, or what it begins with.
        is_prefix: Which of both.
        operation: Kafka's word, such as ``WRITE``.
    """
    pattern = ResourcePatternType.PREFIXED if is_prefix else ResourcePatternType.LITERAL
    what = AclOperation[operation], AclPermissionType.ALLOW
    return AclBinding(RESOURCES[kind], name, pattern, f"User:{user}", "*", *what)


def replace(admin: AdminClient, user: str, wanted: Iterable[AclBinding], *, timeout_s: float) -> None:
    """Give a user these permissions and take all others; what stays is never away.

    Raises:
        KafkaException: The broker refused, or did not answer.
        TimeoutError: The client itself did not answer.
    """
    anything = ResourceType.ANY, None, ResourcePatternType.ANY, f"User:{user}", None
    of_user = AclBindingFilter(*anything, AclOperation.ANY, AclPermissionType.ANY)  # type: ignore[arg-type]  # None is any name
    has = set(admin.describe_acls(of_user, request_timeout=timeout_s).result(timeout_s))
    new, old = list(set(wanted) - has), list(has - set(wanted))
    for made in admin.create_acls(new, request_timeout=timeout_s).values() if new else ():
        made.result(timeout_s)
    filters = [AclBindingFilter(*one._to_tuple()) for one in old]  # noqa: SLF001 - all of its fields
    for gone in admin.delete_acls(filters, request_timeout=timeout_s).values() if filters else ():
        gone.result(timeout_s)
