"""MSK's token: a presigned request that a client shows instead of a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
from botocore.credentials import CredentialProvider, Credentials

from corkboard.errors import SettingsError
from corkboard.settings import reveal
from corkboard.targets import opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

    Token = tuple[str, float]


def keys(settings: Settings) -> tuple[str, str] | None:
    """Return the access key and the secret that the settings name, Kafka's own before those of AWS."""
    for section in (settings.kafka, settings.aws):
        if section.access_key_id and section.secret_access_key:
            return reveal(section.access_key_id), reveal(section.secret_access_key)
    return None


def key_environment(settings: Settings) -> dict[str, str]:
    """Return what a Java client reads: the region, which a broker here has not in its name, and the keys."""
    named = keys(settings)
    given = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), named, strict=True)) if named else {}
    return {"AWS_REGION": settings.aws.region, **given}


def token_maker(settings: Settings) -> Callable[[str], Token]:
    """Return librdkafka's ``oauth_cb``: it makes a token, and says in *seconds* until when it holds.

    The signer says milliseconds; with those a client works until the first token ends, and never asks
    for another. librdkafka asks again after four fifths of the time, and the credentials, which may be a
    role's, are asked each time.

    Raises:
        SettingsError: There are no credentials.
    """
    named = keys(settings)
    credentials = Credentials(*named) if named else opening.credentials(settings.aws)
    if credentials is None:
        raise SettingsError(
            "kafka.security is msk-iam, and there are no AWS credentials to sign in with",
            hint="'aws sts get-caller-identity' says whether AWS' own tools find some",
        )
    region, given = settings.aws.region, _Given(credentials)

    def make(config: str) -> Token:
        del config  # sasl.oauthbearer.config, which is empty
        signer = MSKAuthTokenProvider.generate_auth_token_from_credentials_provider
        token, ends_ms = signer(region, given)
        return token, ends_ms / 1000

    return make


class _Given(CredentialProvider):
    """Hands out what was found, frozen for one signature: a role's keys may change in the middle."""

    METHOD = CANONICAL_NAME = "corkboard"

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Credentials:
        frozen = self._credentials.get_frozen_credentials()
        return Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)
