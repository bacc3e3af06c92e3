"""AWS, or an emulator, as one deployment sees it: its clients, and how to go on after a refusal."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard import clients
from corkboard.settings import load
from corkboard.targets import opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from corkboard.settings import Settings
    from corkboard_infra.profiles import Profile

GO_ON = "run the same command again: it goes on where it stopped"


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where a deployment is.

    Attributes:
        settings: Names, region, and the endpoint of an emulator.
        client: Returns the client of a service by its name in boto3.
        poll_s: How often to look at what takes time.
    """

    settings: Settings
    client: Callable[[str], Any]
    poll_s: float

    def answering(self, service: str) -> AbstractContextManager[None]:
        """Turn what a service refuses meanwhile into our errors; see ``opening.answering``."""
        return opening.answering(self.settings.aws, service, again=GO_ON)


def settings_for(profile: Profile) -> Settings:
    """Return the settings of a profile's target: AWS, or the emulator of the stack here.

    Raises:
        SettingsError: A setting is wrong.
    """
    return load({"target": "local" if profile.is_emulated else "aws"})


def cloud_at(settings: Settings) -> Cloud:
    """Return the place that settings name."""
    opened = functools.cache(functools.partial(clients.aws, settings))
    return Cloud(settings, opened, poll_s=0.2 if settings.aws.endpoint_url else 3)
