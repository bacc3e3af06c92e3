"""Takes a deployment down: empties its buckets, deletes its stacks, the last first; starts anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError
from corkboard_infra import names
from corkboard_infra.deploy import applications, console, emptying, interfaces, plan, stacks
from corkboard_infra.deploy.cloud import GO_ON
from corkboard_infra.deploy.plan import Move
from corkboard_infra.profiles import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_infra.deploy.cloud import Cloud
    from corkboard_infra.deploy.stacks import Event, Seen

MOST_MOVES = 6


def take_down(cloud: Cloud, tell: Callable[[str, Event], None], say: Callable[[str], None]) -> list[str]:
    """Delete every stack of a deployment, of whatever profile; return the names of those that were there.

    Raises:
        CorkboardError: A stack resists; carries AWS' reasons. See also ``Cloud.answering``.
    """
    return [
        short
        for short in reversed(DEFAULT.stacks)
        if _delete(cloud, names.stack(cloud.settings, short), tell, say)
    ]


def _delete(cloud: Cloud, name: str, tell: Callable[[str, Event], None], say: Callable[[str], None]) -> bool:
    """Delete one stack, and say whether it was there."""
    seen = first = stacks.see(cloud, name)
    follower = stacks.Follower(cloud, name, tell)
    for _ in range(MOST_MOVES):
        move = plan.towards_down(seen.status if seen else None)
        if seen is None or move is Move.NOTHING:
            return first is not None
        if move is Move.DELETE:
            _clear(cloud, name, say)
            stacks.delete(cloud, seen.identity)
        seen = follower.settle(seen.identity)
    raise _failure(cloud, name, seen, follower.causes)


def _clear(cloud: Cloud, name: str, say: Callable[[str], None]) -> None:
    """Take out of a stack what keeps it from going."""
    for bucket in stacks.resources(cloud, name, "AWS::S3::Bucket"):
        say(f"emptying s3://{bucket}")
        gone = emptying.empty(cloud, bucket)
        say(f"emptied s3://{bucket}: {gone:,} objects and versions")
    for application in stacks.resources(cloud, name, "AWS::EMRServerless::Application"):
        applications.stop(cloud, application, say)
    for network in stacks.resources(cloud, name, "AWS::EC2::VPC"):
        interfaces.wait_released(cloud, network, say)


def _failure(cloud: Cloud, name: str, seen: Seen | None, causes: list[Event]) -> CorkboardError:
    reasons = [f"{event.resource}: {event.reason or event.status}" for event in causes[-3:]]
    status, identity = (seen.status, seen.identity) if seen else ("gone", name)
    return CorkboardError(
        "\n".join([f"the stack {name} is {status}", *reasons]),
        hint=f"{GO_ON}; the stack: {console.stack(cloud.settings, identity)}",
    )
