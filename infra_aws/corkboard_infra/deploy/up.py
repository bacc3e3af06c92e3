"""Makes or changes the stacks of a deployment, each after its files; begins nothing that is done already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, RefusedError
from corkboard.targets import pull
from corkboard_infra import names
from corkboard_infra.deploy import console, plan, stacks, upload
from corkboard_infra.deploy.cloud import GO_ON
from corkboard_infra.deploy.plan import Move
from corkboard_infra.profiles import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard_infra.deploy.assembly import Planned
    from corkboard_infra.deploy.cloud import Cloud
    from corkboard_infra.deploy.stacks import Event, Follower, Seen
    from corkboard_infra.profiles import Profile

MOST_MOVES = 8
BROKERS = "Brokers"  # the one parameter that nothing but the running cluster knows
GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one stack: ``created``, ``changed`` or ``unchanged``, and its outputs."""

    stack: str
    outcome: str
    outputs: dict[str, str]


def refuse_others(cloud: Cloud, profile: Profile) -> None:
    """Refuse a profile that is smaller than what is there.

    Raises:
        RefusedError: Stacks are there that it does not have; they would lean on what it takes away.
    """
    others = [short for short in DEFAULT.stacks if short not in profile.stacks]
    there = [short for short in others if stacks.see(cloud, names.stack(cloud.settings, short))]
    if there:
        raise RefusedError(
            f"{', '.join(there)} of a larger profile is there, and {profile.name} has none",
            hint="take it down first: corkboard aws down",
        )


def deploy(cloud: Cloud, planned: Sequence[Planned], tell: Callable[[str, Event], None]) -> list[Outcome]:
    """Bring every stack up, in order.

    Raises:
        CorkboardError: A stack failed; carries AWS' reasons. See also ``Cloud.answering``.
    """
    outcomes: list[Outcome] = []
    for one in planned:
        upload.upload(cloud, one.files)
        if one.short == "orchestration":
            upload.upload_for_airflow(cloud)
        parameters = {BROKERS: brokers(cloud, outcomes)} if BROKERS in one.asks else {}
        outcomes.append(_bring(cloud, one, parameters, tell))
    return outcomes


def brokers(cloud: Cloud, outcomes: Sequence[Outcome]) -> str:
    """Return where the cluster's brokers are, as clients with IAM reach them.

    Raises:
        CorkboardError: The cluster has no such listener.
    """
    arn = next(one.outputs["KafkaClusterArn"] for one in outcomes if one.stack == "kafka")
    with cloud.answering("kafka"):
        servers = pull.brokers(cloud.client("kafka"), arn)
    if servers:
        return servers
    raise CorkboardError(f"the cluster {arn} has no listener with IAM", hint=GO_ON)


def _bring(
    cloud: Cloud, one: Planned, parameters: dict[str, str], tell: Callable[[str, Event], None]
) -> Outcome:
    for _ in range(MOST_MOVES):
        seen = stacks.see(cloud, one.name)
        move = plan.towards_up(seen.status if seen else None)
        follower = stacks.Follower(cloud, one.name, tell)
        if move is Move.CREATE:
            identity = stacks.create(cloud, one.name, one.template, parameters)
            return _finished(cloud, one, "created", follower, identity)
        assert seen is not None  # noqa: S101 - what is not there is made
        if move is Move.UPDATE:
            if not stacks.update(cloud, seen, one.template, parameters, set(one.parameters)):
                return Outcome(one.short, "unchanged", seen.outputs)
            return _finished(cloud, one, "changed", follower, seen.identity)
        _prepare(cloud, one, move, seen, follower)
    raise CorkboardError(f"{one.name} does not come to rest", hint=console.stack(cloud.settings, one.name))


def _prepare(cloud: Cloud, one: Planned, move: Move, seen: Seen, follower: Follower) -> None:
    """Bring a half-made stack nearer to a state from which it can be made or changed."""
    if move is Move.REFUSE:
        raise RefusedError(
            f"{one.name} is {seen.status}: it was being taken down", hint="finish that: corkboard aws down"
        )
    if move is Move.DELETE:
        stacks.delete(cloud, seen.identity)
    if move is Move.ROLL_ON:
        stacks.roll_on(cloud, seen.identity)
    now = follower.settle(seen.identity)
    if move is not Move.WAIT and now is not None and now.status.endswith("_FAILED"):
        raise _failure(cloud, one, now, follower)


def _finished(cloud: Cloud, one: Planned, outcome: str, follower: Follower, identity: str) -> Outcome:
    seen = follower.settle(identity)
    if seen is None or seen.status not in GOOD:
        raise _failure(cloud, one, seen, follower)
    return Outcome(one.short, outcome, seen.outputs)


def _failure(cloud: Cloud, one: Planned, seen: Seen | None, follower: Follower) -> CorkboardError:
    reasons = [f"{event.resource}: {event.reason or event.status}" for event in follower.causes[:3]]
    status = seen.status if seen else "gone"
    link = console.stack(cloud.settings, seen.identity if seen else one.name)
    return CorkboardError(
        "\n".join([f"the stack {one.name} is {status}", *reasons]),
        hint=f"mend the cause and {GO_ON}; or 'corkboard aws down'; the stack: {link}",
    )
