"""What a stack in containers is brought up with; every later command uses the same."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from corkboard.settings import PREFIX
from corkboard.stack import outputs
from corkboard.stack.docker import handover
from corkboard.stack.docker.compose import has_image

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

FILE = "compose.json"
MADE_HERE = ("corkboard/debian:trixie", "corkboard/mysql:9.7")  # a base for that, or what came of it
FIRST_USER = 1000
BESIDE_HEAP_MB = 1280  # what Java and Python have besides; see compose/cluster.yml
ROWS = f"{PREFIX}STACK__ROWS"
PORTS = {
    "mysql": "STACK_MYSQL_PORT",
    "kafka": "STACK_KAFKA_PORT",
    "aws": "STACK_AWS_PORT",
    "connect": "STACK_CONNECT_PORT",
    "gateway": "STACK_GATEWAY_PORT",
    "rest": "STACK_REST_PORT",
    "spark_ui": "STACK_SPARK_PORT",
    "jobs": "STACK_JOBS_PORT",
    "airflow": "STACK_AIRFLOW_PORT",
    "mwaa": "STACK_MWAA_PORT",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """A stack's choices.

    Attributes:
        is_offline: Whether every image is made on this machine.
    """

    is_offline: bool = False

    def write(self, settings: Settings) -> None:
        """Keep them in the stack's folder."""
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        (settings.state_dir / FILE).write_text(json.dumps(asdict(self)))
        given = handover.variables(settings)
        _handed(settings).write_text("".join(f"{name}={text}\n" for name, text in given.items()))

    def variables(self, settings: Settings) -> dict[str, str]:
        """Return the variables of the compose files."""
        known = outputs.read_ports(settings) or {}
        return {
            **{variable: str(known[name]) for name, variable in PORTS.items() if name in known},
            "STACK_AWS": settings.stack.aws,
            "STACK_NAME": settings.name,
            "STACK_HOME": str(settings.home),
            "STACK_UID": str(user()),
            "STACK_SETTINGS": str(_handed(settings)),
            # As from a person's own environment, which for Compose comes before the file of settings.
            ROWS: str(settings.stack.rows),
            "STACK_CLUSTER_MB": str(settings.databricks.memory_mb + BESIDE_HEAP_MB),
        }


def read(settings: Settings) -> Choices | None:
    """Return a stack's choices; nothing before its first ``up``."""
    try:
        return Choices(**json.loads((settings.state_dir / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def first() -> Choices:
    """Return the choices of a stack without any: images are made here where that was prepared."""
    return Choices(any(map(has_image, MADE_HERE)))


def _handed(settings: Settings) -> Path:
    """Return the file of the settings that containers read."""
    return settings.state_dir / "settings.env"


def user() -> int:
    """Return the number of the user as whom containers write; root's files are another's to read."""
    return os.getuid() or FIRST_USER


def give(path: Path) -> None:
    """Give a file or folder of root's to the user as whom containers write."""
    if os.getuid() == 0:
        os.chown(path, user(), user())
