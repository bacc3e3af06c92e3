"""What a stack here may be called and AWS refuses, found before anything is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import SettingsError

if TYPE_CHECKING:
    from corkboard.settings import Settings

PREFIX = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
ADMINISTRATOR = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")


def check(settings: Settings) -> None:
    """Look at the settings that become names on AWS.

    Raises:
        SettingsError: Names the setting, what AWS wants, and an example.
    """
    if not PREFIX.fullmatch(settings.prefix) or "--" in settings.prefix:
        raise SettingsError(
            f"prefix {settings.prefix}: on AWS it begins with a letter, has single hyphens and ends in none",
            hint="such as --prefix team7",
        )
    if not DATABASE.fullmatch(settings.database.name):
        raise SettingsError(
            f"database.name {settings.database.name}: RDS takes letters, digits and _, a letter first",
            hint="set CORKBOARD_DATABASE__NAME",
        )
    if not ADMINISTRATOR.fullmatch(settings.database.admin_user):
        raise SettingsError(
            f"database.admin_user {settings.database.admin_user}: RDS takes 16 letters, digits and _",
            hint="set CORKBOARD_DATABASE__ADMIN_USER",
        )
