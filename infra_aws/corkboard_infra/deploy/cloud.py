"""AWS, or an emulator, as one deployment sees it: its clients, and what they refuse in our words."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import exceptions as boto

from corkboard import clients
from corkboard.errors import CorkboardError, PreflightError, SettingsError, UnavailableError
from corkboard.settings import load
from corkboard.targets import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.settings import Settings
    from corkboard_infra.profiles import Profile

THROTTLED = ("RequestLimitExceeded", "SlowDown", "Throttling", "ThrottlingException")
NO_KEYS = (boto.NoCredentialsError, boto.PartialCredentialsError, boto.ProfileNotFound)
SIGN_IN = "sign in, such as by 'aws sso login' or 'aws configure', and run the same command again"
GO_ON = "run the same command again: it goes on where it stopped"


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where a deployment is.

    Attributes:
        settings: Names, region, and the endpoint of an emulator.
        client: Returns the client of a service by its name in boto3.
        poll_s: How often to look at what takes time.
    """

    settings: Settings
    client: Callable[[str], Any]
    poll_s: float


def settings_for(profile: Profile) -> Settings:
    """Return the settings of a profile's target: AWS, or the emulator of the stack here.

    Raises:
        SettingsError: There is no region, or another setting is wrong.
    """
    settings = load({"target": "local" if profile.is_emulated else "aws"})
    if not settings.aws.region:
        raise SettingsError("aws.region is empty", hint="set CORKBOARD_AWS__REGION, such as us-east-1")
    return settings


def cloud_at(settings: Settings) -> Cloud:
    """Return the place that settings name."""
    opened = functools.cache(functools.partial(clients.aws, settings))
    return Cloud(settings, opened, poll_s=0.2 if settings.aws.endpoint_url else 3)


@contextmanager
def answering() -> Iterator[None]:
    """Turn what AWS refuses into our errors, each with the next step.

    Raises:
        PreflightError: There are no credentials, or they have expired or are not known.
        SettingsError: There is no region.
        UnavailableError: AWS does not answer, or is asked too often.
        CorkboardError: Anything else that was refused.
    """
    try:
        yield
    except NO_KEYS as error:
        raise PreflightError(f"there are no credentials for AWS: {error}", hint=SIGN_IN) from error
    except boto.NoRegionError as error:
        raise SettingsError("no region is set", hint="set CORKBOARD_AWS__REGION") from error
    except boto.ClientError as error:
        raise _refusal(error) from error
    except (boto.TokenRetrievalError, boto.SSOError, boto.CredentialRetrievalError) as error:
        raise PreflightError(f"the credentials for AWS do not work: {error}", hint=SIGN_IN) from error
    except boto.BotoCoreError as error:
        raise UnavailableError(f"AWS does not answer: {error}", service="aws", hint=GO_ON) from error


def code_of(error: boto.ClientError) -> str:
    """Return what AWS calls an error, such as ``Throttling``."""
    return str(error.response["Error"]["Code"])


def _refusal(error: boto.ClientError) -> CorkboardError:
    code, words = code_of(error), f"{error.operation_name}: {error.response['Error'].get('Message', '')}"
    if code in refusals.EXPIRED:
        return PreflightError(f"the credentials for AWS have expired ({words})", hint=f"{SIGN_IN}; {GO_ON}")
    if code in refusals.UNKNOWN:
        return PreflightError(f"AWS does not know these credentials ({words})", hint=SIGN_IN)
    if code in THROTTLED:
        return UnavailableError(
            f"AWS is asked too often ({words})", service="aws", hint=f"wait, then {GO_ON}"
        )
    if code in refusals.DENIED:
        return CorkboardError(
            f"these credentials may not do this: {words}", hint="ask whoever owns the account"
        )
    return CorkboardError(f"AWS refused {words} ({code})", hint=GO_ON)
