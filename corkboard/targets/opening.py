"""Opens clients of AWS' services, with their time limits, and says in our words what AWS refuses."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound

from corkboard.errors import SettingsError
from corkboard.targets.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.credentials import Credentials

    from corkboard.targets.section import AwsSettings

ANSWER_S = 15
ATTEMPTS = 3


def client(
    section: AwsSettings, service: str, *, answer_s: float = ANSWER_S, attempts: int = ATTEMPTS, **config: Any
) -> Any:
    """Return a client of one of AWS' services.

    Args:
        section: Which region, and as whom.
        service: As boto3 calls it.
        answer_s: How long an answer may take; a connection never more than 10 s.
        attempts: How often a call is tried in all.
        config: More of botocore's configuration.

    Raises:
        SettingsError: No region is set, or the profile does not exist.
    """
    told = Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        ignore_configured_endpoint_urls=True,
        connect_timeout=min(10, answer_s),
        read_timeout=answer_s,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        inject_host_prefix=not section.endpoint_url,  # an emulator has one host for all
        **config,
    )
    opened = _session(section.profile)
    return opened.client(service, config=told, **section.client_kwargs())  # type: ignore[call-overload]  # the service is a variable


def credentials(section: AwsSettings) -> Credentials | None:
    """Return the credentials that signers need, or none where none are found."""
    kwargs = {name: value for name, value in section.client_kwargs().items() if name != "endpoint_url"}
    return boto3.Session(profile_name=section.profile, **kwargs).get_credentials()  # type: ignore[arg-type]  # keyword dictionary


def profile_environment(section: AwsSettings) -> dict[str, str]:
    """Return a profile's keys as the variables that AWS' tools read; nothing where no profile is named."""
    if not section.profile:
        return {}
    with answering(section, "sso:GetRoleCredentials"):
        found = credentials(section)
        if found is None:
            raise NoCredentialsError
        keys = found.get_frozen_credentials()
    named = {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_REGION": section.region,
    }
    return {name: value for name, value in named.items() if value}


@cache
def _session(profile: str | None) -> boto3.Session:
    """Return a profile's session, made once: each reads AWS' descriptions of its services anew."""
    try:
        return boto3.Session(profile_name=profile)
    except ProfileNotFound as error:
        raise SettingsError(
            f"aws.profile {profile} is not in ~/.aws", hint=f"make it: aws configure sso --profile {profile}"
        ) from error


@contextmanager
def answering(section: AwsSettings, doing: str, *, again: str = "") -> Iterator[None]:
    """Turn what AWS or the way to it refuses into an error that names the next step.

    Args:
        section: As whom it was asked.
        doing: The right that is needed, such as ``sts:GetCallerIdentity``, or a service for several calls.
        again: What to do after that step.

    Raises:
        PreflightError: The credentials are missing, expired or unknown.
        UnavailableError: AWS refuses for another reason, or does not answer.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise refused(error, doing, section, again=again) from error


def secret(section: AwsSettings, place: str) -> str:
    """Return a secret of Secrets Manager.

    Args:
        section: As whom.
        place: ``ID#KEY``, or ``ID`` where the whole of it is the secret.

    Raises:
        SettingsError: It has no such key.
        UnavailableError: It does not exist, or is not for these credentials.
    """
    name, _, key = place.partition("#")
    with answering(section, "secretsmanager:GetSecretValue"):
        text: str = client(section, "secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    if not key:
        return text
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"the secret {name} has no key {key}", hint="write secretsmanager:ID#KEY"
        ) from error
