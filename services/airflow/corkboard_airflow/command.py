"""Runs Airflow's command line for ``/aws_mwaa/cli``."""

from __future__ import annotations

import base64
import shlex
import subprocess
from typing import TYPE_CHECKING

from corkboard.airflow.environment import environment
from corkboard_airflow.refusals import Invalid, Unavailable

if TYPE_CHECKING:
    from corkboard.settings import Settings

TIMEOUT_S = 120
OFFERED = {
    "cheat-sheet",
    "connections",
    "dags",
    "db",
    "pools",
    "providers",
    "roles",
    "tasks",
    "users",
    "variables",
    "version",
}
OF_DB = {"check", "check-migrations", "clean"}


def words_of(text: str) -> list[str]:
    """Return a command line's words.

    Raises:
        Invalid: It has none, cannot be read, or names a command that is not offered: one that would start a
            server, or drop the database.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Invalid(f"the command cannot be read: {error}") from error
    if not words:
        raise Invalid("the body is empty: send a command such as 'dags list'")
    if words[0] not in OFFERED or (words[0] == "db" and not set(words[1:2]) & OF_DB):
        known = ", ".join(sorted(OFFERED))
        raise Invalid(f"the command {' '.join(words[:2])!r} is not offered; known: {known}")
    return words


def run(settings: Settings, words: list[str]) -> tuple[bool, dict[str, str]]:
    """Run Airflow's command.

    Returns:
        Whether it succeeded; and what it wrote, in Base64, as ``stdout`` and ``stderr``.

    Raises:
        Unavailable: It took too long, or there is no Airflow.
    """
    command = [str(settings.airflow.python), "-m", "airflow", *words]
    try:
        done = subprocess.run(
            command,
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"airflow {words[0]} did not end within {TIMEOUT_S} s, or did not start") from error
    told = {"stdout": done.stdout, "stderr": done.stderr}
    return not done.returncode, {name: base64.b64encode(text).decode() for name, text in told.items()}
