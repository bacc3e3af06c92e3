"""Brings Airflow's database up to date, and sets the administrator's password.

Airflow's own Python runs this file, in Airflow's environment, where nothing else of ours is. On standard
input it gets ``{"user": ..., "password": ...}``.
"""

from __future__ import annotations

import json
import sys

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from airflow.utils import db

ROLE = "Admin"


def main() -> None:
    """Make the tables, Airflow's roles, and the one person who may do everything."""
    account = json.load(sys.stdin)
    name, password = account["user"], account["password"]
    db.upgradedb()
    with get_application_builder() as builder:
        builder.add_permissions(update_perms=True)
        people = builder.sm
        people.sync_roles()
        person = people.find_user(username=name)
        if person is None:
            mail = f"{name}@localhost"
            person = people.add_user(name, name, "Corkboard", mail, people.find_role(ROLE), password)
            if not person:
                sys.exit(f"the user {name} could not be made")
        else:
            people.reset_password(person.id, password)


if __name__ == "__main__":
    main()
