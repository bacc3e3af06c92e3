"""What a deployment would be, as plain data: pure, from templates and prices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_infra import bill as bills
from corkboard_infra.rules.reading import every
from corkboard_infra.twin import TWIN

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_infra.prices import Price
    from corkboard_infra.profiles import Profile
    from corkboard_infra.rules.reading import Templates


@dataclass(frozen=True, slots=True)
class StackView:
    """One stack.

    Attributes:
        name: Its name.
        plays: The stand-ins whose work it does.
        resources: How many it makes.
        kinds: The kinds of which there is most to say, those that do a stand-in's work.
        usd_per_hour: What it costs while nothing happens.
        asks: The parameters without a default, which whoever deploys says.
    """

    name: str
    plays: tuple[str, ...]
    resources: int
    kinds: tuple[str, ...]
    usd_per_hour: float
    asks: tuple[str, ...]


def views(
    templates: Templates, profile: Profile, settings: Settings, prices: dict[str, Price]
) -> list[StackView]:
    """Return each stack of a deployment, in the order in which they are made."""
    lines = bills.bill(profile, settings, prices)
    return [
        StackView(
            name=name,
            plays=tuple(dict.fromkeys(twin.stand_in for twin in TWIN if twin.stack == name)),
            resources=len(templates[name].get("Resources", {})),
            kinds=_kinds(templates, name),
            usd_per_hour=sum(line.usd_per_hour for line in lines if line.stack == name),
            asks=_asked(templates, name),
        )
        for name in profile.stacks
    ]


def _kinds(templates: Templates, stack: str) -> tuple[str, ...]:
    wanted = {kind for twin in TWIN if twin.stack == stack for kind in twin.resources}
    found = Counter(one.kind for one in every({stack: templates[stack]}) if one.kind in wanted)
    return tuple(f"{count} {kind.removeprefix('AWS::')}" for kind, count in sorted(found.items()))


def _asked(templates: Templates, stack: str) -> tuple[str, ...]:
    parameters = templates[stack].get("Parameters", {})
    return tuple(name for name, said in parameters.items() if "Default" not in said)
