"""The engine of a stack that somebody else runs, such as Compose: it waits and looks, and starts nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard.errors import UsageError, WaitTimeoutError
from corkboard.folders import remove_folder
from corkboard.provision.empty import empty
from corkboard.stack import probes
from corkboard.stack.engine import Status
from corkboard.stack.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corkboard.settings import Settings

POLL_S = 0.5


class GivenEngine:
    """One stack whose addresses are in the settings.

    Args:
        settings: With the addresses.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def up(
        self,
        *,
        only: Sequence[str],
        also: Sequence[str] = (),
        timeout_s: float,
        report: Callable[[str, str], None],
    ) -> None:
        """Wait until every stand-in is usable.

        Raises:
            UsageError: One that is wanted is not known.
            WaitTimeoutError: One is not usable in time; carries what was seen.
        """
        self.settings.state_dir.mkdir(parents=True, exist_ok=True)
        looks = _looks(self.settings)
        if unknown := [name for name in (*only, *also) if name not in looks]:
            raise UsageError(f"there is no stand-in {unknown[0]}", hint=f"known: {', '.join(looks)}")
        deadline = time.monotonic() + timeout_s
        for name in only or looks:
            began = time.monotonic()
            while seen := looks[name]():
                if time.monotonic() > deadline:
                    waited_s = time.monotonic() - began
                    raise WaitTimeoutError(name, waited_s=waited_s, last=seen, hint="see its container's log")
                time.sleep(POLL_S)
            report(name, "ready")

    def status(self) -> list[Status]:
        """Return the state of every stand-in; memory, age and process are another machine's."""
        looks = _looks(self.settings)
        return [self._status(name, look()) for name, look in looks.items()]

    def log_files(self) -> dict[str, Path]:
        """Return nothing: whoever runs the stand-ins has their logs."""
        return {}

    def down(self) -> str:
        """Stop nothing: whoever started the stand-ins stops them."""
        return "nothing is stopped: whoever started the stand-ins stops them"

    def destroy(self) -> None:
        """Remove what this prefix has in the stand-ins, and the stack's folder; nothing is stopped."""
        empty(self.settings)
        remove_folder(self.settings.state_dir)

    def _status(self, name: str, seen: str) -> Status:
        return Status(
            name=name,
            plays=ROLES[name].plays,
            group=ROLES[name].group,
            state="starting" if seen else "ready",
            detail=seen,
            address=_addresses(self.settings)[name],
            memory_mb=0,
            age_s=0.0,
            pid=0,
        )


def _looks(settings: Settings) -> dict[str, Callable[[], str]]:
    """Return, for each stand-in, what says whether it is usable."""
    return {
        "mysql": lambda: probes.mysql(settings),
        "kafka": lambda: probes.kafka(settings),
        "aws": lambda: probes.s3(settings),
        "connect": lambda: probes.http(f"{settings.connect.url}/connectors"),
        "proxy": lambda: probes.http(f"{settings.rest.url}/health"),
    }


def _addresses(settings: Settings) -> dict[str, str]:
    """Return where each stand-in is."""
    return {
        "mysql": f"{settings.database.host}:{settings.database.port}",
        "kafka": settings.kafka.bootstrap_servers,
        "aws": settings.aws.endpoint_url or "",
        "connect": settings.connect.url,
        "proxy": f"{settings.gateway.url}/{settings.gateway.stage}, {settings.rest.url}",
    }
