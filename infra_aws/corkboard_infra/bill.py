"""What a deployment is billed for, from profile and settings; a test counts the templates' resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_infra import names, sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard.settings import Settings
    from corkboard_infra.prices import Price
    from corkboard_infra.profiles import Profile


@dataclass(frozen=True, slots=True)
class Line:
    """One position of the bill.

    Attributes:
        stack: Which stack causes it.
        price: What one costs.
        count: How many, or how many GB.
    """

    stack: str
    price: Price
    count: int

    @property
    def usd_per_hour(self) -> float:
        """Return US dollars an hour, whether anything happens or not."""
        return self.count * self.price.usd_per_hour


def counts(settings: Settings) -> dict[str, dict[str, int]]:
    """Return how many of each price every stack needs, what is paid by use left out."""
    shards = settings.kinesis.shards * len(names.streams(settings))
    return {
        "network": {"nat": sizes.NATS, "public_address": sizes.NATS},
        "database": {"database": 1, "database_storage": sizes.DATABASE_STORAGE_GB, "secret": 1},
        "kafka": {
            "msk_broker": sizes.BROKERS,
            "msk_storage": sizes.BROKERS * sizes.BROKER_STORAGE_GB,
            "machine": 1,
            "disk": sizes.MACHINE_DISK_GB,
            "balancer": 1,
        },
        "connect": {"connect_mcu": sizes.MCUS * sizes.WORKERS},
        "ingest": {"shard": shards},
        "orchestration": {"airflow": 1, "airflow_storage": sizes.AIRFLOW_STORAGE_GB},
    }


def bill(profile: Profile, settings: Settings, prices: dict[str, Price]) -> list[Line]:
    """Return the positions of a profile; none for one that is deployed to an emulator."""
    if profile.is_emulated:
        return []
    needed = counts(settings)
    return [
        Line(stack, prices[name], count)
        for stack in profile.stacks
        for name, count in needed.get(stack, {}).items()
    ]


def by_use(profile: Profile, prices: dict[str, Price]) -> list[Price]:
    """Return what is paid only when something happens."""
    used = {"ingest": ("request", "put"), "compute": ("spark_cpu", "spark_memory")}
    return [prices[name] for stack, named in used.items() if profile.has(stack) for name in named]


def usd(lines: Sequence[Line], hours: float) -> float:
    """Return what some hours cost while nothing happens."""
    return sum(line.usd_per_hour for line in lines) * hours
