"""What Airflow's image does and an engine does natively: make the database, start Airflow's processes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NoReturn

from corkboard import clients
from corkboard.airflow import own_dag
from corkboard.airflow.database import Preparation
from corkboard.airflow.environment import environment
from corkboard.airflow.programs import SCHEDULER, TRIGGERER, web_server
from corkboard_airflow.sync import installed

if TYPE_CHECKING:
    from corkboard.settings import Settings


def prepare(settings: Settings) -> None:
    """Make Airflow's database for what is installed here, and upload our DAG where there is none.

    Raises:
        CorkboardError: The database could not be made; carries Airflow's words.
        BotoCoreError, ClientError: S3 does not answer, or refuses.
    """
    version = json.dumps(installed(settings), sort_keys=True)
    Preparation(settings, environment(settings), version)()
    own_dag.upload(clients.s3(settings), settings.prefix)


def become(settings: Settings, name: str, host: str) -> NoReturn:
    """Become ``scheduler``, ``triggerer`` or ``webserver``, which listens on an address."""
    programs = {
        "scheduler": SCHEDULER,
        "triggerer": TRIGGERER,
        "webserver": web_server(settings.airflow.port, host),
    }
    python = str(settings.airflow.python)
    os.execve(python, [python, "-m", *programs[name]], environment(settings))  # noqa: S606 - no shell
