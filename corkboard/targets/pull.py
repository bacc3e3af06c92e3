"""Reads where everything is on AWS, from CloudFormation and MSK, into the target's outputs file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corkboard.errors import CorkboardError
from corkboard.layers import pulled_path
from corkboard.targets import account, opening, outputs
from corkboard.targets.refusals import is_no_stack

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

BROKERS = "kafka.bootstrap_servers"
DEPLOY = "deploy it, as infra_aws/README.md says, then pull again"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was found.

    Attributes:
        file: Where it is kept.
        values: By setting.
        absent: The stacks that this deployment does not have.
    """

    file: Path
    values: dict[str, str]
    absent: list[str]


def pull(settings: Settings) -> Pulled:
    """Write the outputs file anew; with something missing it stays as it was.

    Raises:
        RefusedError: These are another account's credentials.
        PreflightError: There are no credentials, or they have expired.
        UnavailableError: AWS does not answer, or does not allow it.
        CorkboardError: There is no stack of this prefix, or one has not all its outputs; names each.
    """
    who = account.identity(settings.aws)
    account.compare(settings.aws, who)
    found = _stacks(settings)
    if not found:
        raise CorkboardError(
            f"account {who.account} has no stack of prefix {settings.prefix} in {settings.aws.region}",
            hint=f"{DEPLOY}; or choose --prefix, aws.region or aws.profile",
        )
    values, lacks = outputs.values_of(found), outputs.lacks_of(found, settings.prefix)
    if arn := values.get("kafka.cluster_arn"):
        with opening.answering(settings.aws, "kafka:GetBootstrapBrokers"):
            found_brokers = brokers(opening.client(settings.aws, "kafka"), arn)
        if found_brokers:
            values[BROKERS] = found_brokers
        else:
            lacks.append(f"the cluster {arn} has no brokers that take IAM ({BROKERS})")
    if lacks:
        raise CorkboardError("\n".join(lacks), hint=DEPLOY)
    file = pulled_path(settings.home, settings.target)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    of = {"prefix": settings.prefix, "account": who.account, "region": settings.aws.region, "at": at}
    outputs.write(file, values, of)
    return Pulled(file, values, [short for short in outputs.STACKS if short not in found])


def _stacks(settings: Settings) -> dict[str, outputs.Stack]:
    client = opening.client(settings.aws, "cloudformation")
    seen = {short: _see(settings, client, short) for short in outputs.STACKS}
    return {short: stack for short, stack in seen.items() if stack is not None}


def _see(settings: Settings, client: Any, short: str) -> outputs.Stack | None:
    """Return a stack, or none where there is no such stack."""
    with opening.answering(settings.aws, "cloudformation:DescribeStacks"):
        try:
            name = outputs.stack_name(settings.prefix, short)
            [told] = client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if is_no_stack(error):
                return None
            raise
    values = {one["OutputKey"]: one["OutputValue"] for one in told.get("Outputs", [])}
    return outputs.Stack(told["StackStatus"], values)


def brokers(kafka: Any, arn: str) -> str:
    """Return the brokers that take IAM, which only the running cluster knows; empty where there are none.

    Args:
        kafka: The client of MSK's API.
        arn: The cluster's.

    Raises:
        BotoCoreError, ClientError: MSK does not answer, or refuses.
    """
    return str(kafka.get_bootstrap_brokers(ClusterArn=arn).get("BootstrapBrokerStringSaslIam", ""))
