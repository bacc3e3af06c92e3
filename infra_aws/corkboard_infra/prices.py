"""The committed price table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

HOURS_PER_MONTH = 730
HOURS_OF = {"hour": 1, "month": HOURS_PER_MONTH, "GB-month": HOURS_PER_MONTH}


@dataclass(frozen=True, slots=True)
class Price:
    """What one thing costs.

    Attributes:
        what: The thing.
        usd: US dollars, on demand, without tax.
        per: Of what: ``hour``, ``month``, ``GB-month``, ``million`` or ``hour of a job``.
        source: The page on which AWS says it.
        seen: Where the number was found; empty where it was compared with nothing.
        noted: When it was written down.
    """

    what: str
    usd: float
    per: str
    source: str
    seen: str
    noted: date

    @property
    def usd_per_hour(self) -> float:
        """Return US dollars an hour of one; ``KeyError`` for what is not paid by the clock."""
        return self.usd / HOURS_OF[self.per]


def table() -> dict[str, Price]:
    """Return every price by its name."""
    text = (resources.files("corkboard_infra") / "prices.toml").read_text(encoding="utf-8")
    return {name: Price(**entry) for name, entry in tomllib.loads(text).items()}
