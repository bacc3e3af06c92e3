"""CloudFormation: what it says about a stack, and the calls that change one. No decision is taken here."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corkboard.errors import WaitTimeoutError
from corkboard.targets.refusals import is_no_stack
from corkboard_infra.deploy.cloud import GO_ON

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from corkboard_infra.deploy.cloud import Cloud

STACK_TIMEOUT_S = 2 * 60 * 60  # MSK Connect alone takes 40 minutes
CAPABILITIES = ["CAPABILITY_IAM"]
UNCHANGED = "No updates are to be performed"
CANCELLED = ("Resource creation cancelled", "Resource update cancelled")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one resource."""

    identity: str
    at: datetime
    resource: str
    kind: str
    status: str
    reason: str

    @property
    def is_cause(self) -> bool:
        """Whether it says why something failed, and not only that its neighbour did."""
        return self.status.endswith("FAILED") and not self.reason.startswith(CANCELLED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A stack as it is now.

    Attributes:
        identity: Its ARN, by which it is found when it is gone too.
        status: Such as ``CREATE_COMPLETE``.
        created_at: When its making began, in UTC.
        outputs: By their keys, such as ``GatewayUrl``.
        parameters: The names of those it has.
    """

    identity: str
    status: str
    created_at: datetime
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()


def see(cloud: Cloud, name: str) -> Seen | None:
    """Return a stack by its name or ARN; none when there is no such stack."""
    with cloud.answering("cloudformation"):
        try:
            found = cloud.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if is_no_stack(error):
                return None
            raise
    return Seen(
        found["StackId"],
        found["StackStatus"],
        found["CreationTime"],
        {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())},
        tuple(one["ParameterKey"] for one in found.get("Parameters", ())),
    )


def _once() -> dict[str, str]:
    """Return a word for one change: botocore repeats a call that nobody answered, and AWS does it once."""
    return {"ClientRequestToken": str(uuid.uuid4())}


def create(cloud: Cloud, name: str, template: str, parameters: dict[str, str]) -> str:
    """Begin to make a stack; return its ARN."""
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    with cloud.answering("cloudformation"):
        made = cloud.client("cloudformation").create_stack(
            StackName=name,
            TemplateBody=template,
            Parameters=given,
            Capabilities=CAPABILITIES,
            Tags=[{"Key": "corkboard", "Value": cloud.settings.prefix}],
            **_once(),
        )
    return str(made["StackId"])


def update(cloud: Cloud, seen: Seen, template: str, parameters: dict[str, str], known: set[str]) -> bool:
    """Begin to change a stack; false when it is so already.

    Args:
        cloud: Where.
        seen: The stack.
        template: As it shall be.
        parameters: What is said anew.
        known: The template's parameters. Others keep their values: a newer image would be a new machine.
    """
    kept = [key for key in seen.parameters if key in known and key not in parameters]
    said: list[dict[str, Any]] = [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]
    said += [{"ParameterKey": key, "UsePreviousValue": True} for key in kept]
    with cloud.answering("cloudformation"):
        try:
            cloud.client("cloudformation").update_stack(
                StackName=seen.identity,
                TemplateBody=template,
                Parameters=said,
                Capabilities=CAPABILITIES,
                **_once(),
            )
        except ClientError as error:
            if UNCHANGED in str(error):
                return False
            raise
    return True


def delete(cloud: Cloud, identity: str) -> None:
    """Begin to delete a stack."""
    with cloud.answering("cloudformation"):
        cloud.client("cloudformation").delete_stack(StackName=identity, **_once())


def roll_on(cloud: Cloud, identity: str) -> None:
    """Begin to finish a rollback that had failed."""
    with cloud.answering("cloudformation"):
        cloud.client("cloudformation").continue_update_rollback(StackName=identity, **_once())


def resources(cloud: Cloud, name: str, kind: str) -> list[str]:
    """Return the physical ids of a stack's resources of a kind, such as a bucket's name."""
    with cloud.answering("cloudformation"):
        pages = cloud.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        return [
            one["PhysicalResourceId"]
            for page in pages
            for one in page["StackResourceSummaries"]
            if one["ResourceType"] == kind
            and one["ResourceStatus"] != "DELETE_COMPLETE"
            and one.get("PhysicalResourceId")
        ]


class Follower:
    """Tells a stack's events as they come, from the moment at which it was made."""

    def __init__(self, cloud: Cloud, name: str, tell: Callable[[str, Event], None]) -> None:
        self._cloud = cloud
        self._name = name
        self._tell = tell
        self.causes: list[Event] = []
        self._last = next((one.identity for one in self._newest(name)), "")

    def settle(self, identity: str, *, timeout_s: float = STACK_TIMEOUT_S) -> Seen | None:
        """Wait until nothing changes any more; return the stack as it is then, or none.

        Raises:
            WaitTimeoutError: AWS still works on it.
        """
        began = time.monotonic()
        while True:
            seen = see(self._cloud, identity)
            self._tell_new(identity)
            if seen is None or not seen.status.endswith("_IN_PROGRESS"):
                return seen
            if (waited_s := time.monotonic() - began) > timeout_s:
                hint = f"AWS still works on it; {GO_ON}"
                raise WaitTimeoutError(f"stack {self._name}", waited_s=waited_s, last=seen.status, hint=hint)
            time.sleep(self._cloud.poll_s)

    def _tell_new(self, identity: str) -> None:
        fresh: list[Event] = []
        for event in self._newest(identity):
            if event.identity == self._last:
                break
            fresh.append(event)
        for event in reversed(fresh):
            self._tell(self._name, event)
            self._last = event.identity
            if event.is_cause:
                self.causes.append(event)

    def _newest(self, identity: str) -> list[Event]:
        """Return a page of events, the newest first: 100 on AWS; none when there is no stack."""
        with self._cloud.answering("cloudformation"):
            try:
                found = self._cloud.client("cloudformation").describe_stack_events(StackName=identity)
            except ClientError as error:
                if is_no_stack(error):
                    return []
                raise
        return [
            Event(
                one["EventId"],
                one["Timestamp"],
                one.get("LogicalResourceId", ""),
                one.get("ResourceType", ""),
                one["ResourceStatus"],
                one.get("ResourceStatusReason", ""),
            )
            for one in found["StackEvents"]
        ]
