"""What MWAA's environment classes may do; the source is AWS' page on environment classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EnvironmentClass = Literal["mw1.micro", "mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge", "mw1.2xlarge"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one class may do.

    Attributes:
        tasks: How many tasks run at once, on one worker.
        dags: How many DAGs AWS reckons with; more are not refused, there or here.
    """

    tasks: int
    dags: int


LIMITS: dict[str, Limits] = {
    "mw1.micro": Limits(3, 25),
    "mw1.small": Limits(5, 50),
    "mw1.medium": Limits(10, 250),
    "mw1.large": Limits(20, 1000),
    "mw1.xlarge": Limits(40, 2000),
    "mw1.2xlarge": Limits(80, 4000),
}
