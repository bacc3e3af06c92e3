"""What a stack in containers was brought up with; every later command uses the same."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from corkboard.settings import DEFAULT_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

FILE = "compose.json"
FIRST_USER = 1000
PORTS = {
    "mysql": "STACK_MYSQL_PORT",
    "kafka": "STACK_KAFKA_PORT",
    "aws": "STACK_AWS_PORT",
    "connect": "STACK_CONNECT_PORT",
    "gateway": "STACK_GATEWAY_PORT",
    "rest": "STACK_REST_PORT",
    "spark_ui": "STACK_SPARK_PORT",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """A stack's choices.

    Attributes:
        is_offline: Whether every image is made on this machine.
        aws: ``localstack`` or ``ministack``.
        ports: The ports on this machine, by the name that ``ports.CONVENTIONAL`` has for them.
    """

    is_offline: bool = False
    aws: str = "localstack"
    ports: dict[str, int] = field(default_factory=dict)

    def write(self, settings: Settings) -> None:
        """Keep them in the stack's folder."""
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        (settings.state_dir / FILE).write_text(json.dumps(asdict(self)))

    def variables(self, settings: Settings) -> dict[str, str]:
        """Return the variables of the compose files."""
        return {
            **{variable: str(self.ports[name]) for name, variable in PORTS.items() if name in self.ports},
            "STACK_AWS": self.aws,
            "STACK_NAME": settings.name,
            "STACK_HOME": str(settings.home),
            "STACK_UID": str(user()),
            "CORKBOARD_STACK__ROWS": str(settings.stack.rows),
        }


def read(settings: Settings) -> Choices | None:
    """Return a stack's choices; nothing before its first ``up``."""
    try:
        return Choices(**json.loads((settings.state_dir / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def user() -> int:
    """Return the number of the user as whom containers write; root's files are another's to read."""
    return os.getuid() or FIRST_USER


def project(settings: Settings) -> str:
    """Return Compose's name of a stack."""
    return "corkboard" if settings.name == DEFAULT_NAME else f"corkboard-{settings.name}"


def give(path: Path) -> None:
    """Give a file or folder of root's to the user as whom containers write."""
    if os.getuid() == 0:
        os.chown(path, user(), user())
