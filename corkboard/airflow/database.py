"""Airflow's database in the MySQL stand-in: made before the first of its processes starts."""

from __future__ import annotations

import json
import subprocess
import threading
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients
from corkboard.airflow.environment import dags_dir, home
from corkboard.errors import PreflightError, UnavailableError, WaitTimeoutError
from corkboard.settings import reveal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.settings import Settings

TIMEOUT_S = 180
SHOWN_CHARACTERS = 800


class Preparation:
    """Makes database, tables and administrator, once for this version of Airflow.

    Args:
        settings: Whose Airflow it is.
        variables: Of its processes.
        version: Of what is installed; with another one the tables are made again.
    """

    def __init__(self, settings: Settings, variables: Mapping[str, str], version: str) -> None:
        self._settings = settings
        self._variables = variables
        self._version = version
        self._turn = threading.Lock()  # all of the group are prepared at the same time

    def __call__(self) -> None:
        """Make what is missing.

        Raises:
            PreflightError: Airflow's environment is not there, or Airflow refused; carries its last words.
            UnavailableError: The database refused.
            WaitTimeoutError: It took too long.
        """
        with self._turn:
            python = self._settings.airflow.python
            if python is None or not python.exists():
                raise PreflightError("Airflow is not installed", hint="run 'corkboard setup --with airflow'")
            dags_dir(self._settings).mkdir(parents=True, exist_ok=True)
            mark = home(self._settings) / "migrated"
            if not mark.exists() or mark.read_text() != self._version:
                _make_database(self._settings)
                self._migrate(str(python))
                mark.write_text(self._version)

    def _migrate(self, python: str) -> None:
        """Let Airflow make its tables, roles and administrator; the password is in no argument."""
        section = self._settings.airflow
        account = json.dumps({"user": section.user, "password": reveal(section.password)})
        with resources.as_file(resources.files("corkboard_airflow") / "database.py") as program:
            try:
                done = subprocess.run(
                    [python, str(program)],
                    input=account,
                    env=dict(self._variables),
                    capture_output=True,
                    text=True,
                    timeout=TIMEOUT_S,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                last = "its tables are not made"
                raise WaitTimeoutError("Airflow's database", waited_s=TIMEOUT_S, last=last) from error
        if done.returncode:
            words = (done.stdout + done.stderr)[-SHOWN_CHARACTERS:]
            raise PreflightError(f"Airflow's database could not be made:\n{words}")


def _make_database(settings: Settings) -> None:
    section = settings.airflow
    engine = clients.database(settings, admin=True, schema=False)
    account = {"user": section.database_user, "password": reveal(section.database_password)}
    try:
        with engine.begin() as connection:
            name = f"`{section.database}`"
            connection.execute(text(f"create database if not exists {name} character set utf8mb4"))
            for statement in (
                "create user if not exists :user@'%' identified by :password",
                "alter user :user@'%' identified by :password",
            ):
                connection.execute(text(statement), account)
            grant = f"grant all privileges on {name}.* to :user@'%'"
            connection.execute(text(grant), {"user": section.database_user})
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise UnavailableError(f"Airflow's database: {said}", service="mysql") from error
    finally:
        engine.dispose()
