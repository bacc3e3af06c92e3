"""What is there, since when, and what it has cost so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_infra import bill, names, prices
from corkboard_infra.deploy import stacks
from corkboard_infra.profiles import DEFAULT

if TYPE_CHECKING:
    from datetime import datetime

    from corkboard_infra.deploy.cloud import Cloud

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Running:
    """One stack that is there.

    Attributes:
        stack: Its name in a profile.
        status: CloudFormation's word.
        since: When its making began, in UTC.
        usd_per_hour: What it costs while nothing happens.
        usd: What that makes since then; what is paid by use is not in it.
    """

    stack: str
    status: str
    since: datetime
    usd_per_hour: float
    usd: float


def running(cloud: Cloud, now: datetime) -> list[Running]:
    """Return the stacks that are there, in the order in which they are made; an emulator's cost nothing."""
    table = {} if cloud.settings.aws.endpoint_url else prices.table()
    counts = bill.counts(cloud.settings)
    found = []
    for short in DEFAULT.stacks:
        if seen := stacks.see(cloud, names.stack(cloud.settings, short)):
            counted = counts.get(short, {}) if table else {}
            usd_per_hour = sum(table[name].usd_per_hour * count for name, count in counted.items())
            hours = (now - seen.created_at).total_seconds() / SECONDS_PER_HOUR
            found.append(Running(short, seen.status, seen.created_at, usd_per_hour, usd_per_hour * hours))
    return found
