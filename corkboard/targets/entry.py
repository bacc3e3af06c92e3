"""What a Spark program does before its first read or write on AWS; without boto3 for a stack here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.settings import export

if TYPE_CHECKING:
    from corkboard.settings import Settings


def enter(settings: Settings) -> None:
    """Make sure whose account it is, and have the JVM and deltalake, which know no profiles, find the keys.

    A profile's keys last as long as its login; a role's are found by both themselves.

    Raises:
        SettingsError: No account is expected, or the profile does not exist.
        RefusedError: It is another account.
        PreflightError: There are no credentials, or the login has expired.
        UnavailableError: STS does not answer.
    """
    if settings.has_stand_ins:
        return
    from corkboard.targets import account, opening  # noqa: PLC0415 - half a second that only AWS needs

    account.require(settings)
    export(opening.profile_environment(settings.aws))
