"""Whose AWS account it is: nothing is opened on AWS before that is known to be the expected one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corkboard.errors import RefusedError, SettingsError
from corkboard.targets import opening

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.targets.section import AwsSettings

ASK_S = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Who these credentials are.

    Attributes:
        account: Twelve digits.
        arn: The user or role.
    """

    account: str
    arn: str


def identity(section: AwsSettings) -> Identity:
    """Ask STS, which answers to any credentials.

    Raises:
        PreflightError: There are none, or they have expired.
        UnavailableError: It does not answer.
    """
    with opening.answering(section, "sts:GetCallerIdentity"):
        told = opening.client(section, "sts", answer_s=ASK_S, attempts=2).get_caller_identity()
    return Identity(told["Account"], told["Arn"])


def require(settings: Settings) -> None:
    """Make sure, once a process, that AWS is the expected account; stand-ins are nobody's.

    Raises:
        SettingsError: No account is expected.
        RefusedError: It is another one.
        PreflightError: There are no credentials, or they have expired.
        UnavailableError: STS does not answer.
    """
    if not settings.has_stand_ins:
        _require(settings.aws)


@cache
def _require(section: AwsSettings) -> None:
    compare(section, identity(section) if section.expected_account else None)


def compare(section: AwsSettings, found: Identity | None) -> None:
    """Refuse any account but the expected one; see ``require``."""
    if found is None or not section.expected_account:
        told = f" (these credentials are of {found.account})" if found else ""
        raise SettingsError(
            f"aws.expected_account is not set{told}",
            hint='write expected_account = "…" below [targets.aws.aws] of corkboard.toml;'
            " 'corkboard target check aws' shows whose these credentials are",
        )
    if found.account != section.expected_account:
        raise RefusedError(
            f"these credentials are of account {found.account}, and {section.expected_account} is expected",
            hint="choose another aws.profile, or correct aws.expected_account",
        )
