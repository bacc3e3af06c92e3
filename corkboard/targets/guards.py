"""What a target asks of every connection: the right account, TLS on AWS, secrets from where they are kept."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from corkboard.errors import SettingsError
from corkboard.model import SECRETS_MANAGER
from corkboard.settings import reveal as reveal_here
from corkboard.targets import account, opening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import SecretStr

    from corkboard.settings import Settings


def kafka_conf(settings: Settings, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to reach Kafka.

    Args:
        settings: Of which target.
        more: What this client is told besides, which may say how it signs in.

    Raises:
        SettingsError: On AWS it would be without TLS.
    """
    conf = {**settings.kafka.client_conf(), **more}
    if not settings.has_stand_ins:
        spoken = str(conf.get("security.protocol", "plaintext")).upper()
        if spoken not in ("SSL", "SASL_SSL"):
            raise SettingsError(
                f"Kafka on AWS would be spoken to in {spoken}: readable on the way, and MSK refuses it",
                hint="sign in with IAM over TLS: kafka.security is msk-iam, and the brokers listen on 9098",
            )
        account.require(settings)
    return conf


def tls(settings: Settings) -> dict[str, ssl.SSLContext]:
    """Return what makes PyMySQL ask for TLS and look at the certificate: always on AWS.

    Without ``database.ca_file`` the system's authorities vouch for the server. RDS's are Amazon's own, which
    no system knows: the bundle is at AWS, see infra_aws/README.md.

    Raises:
        SettingsError: The file is not there, or holds no certificate.
    """
    bundle = settings.database.ca_file
    if settings.has_stand_ins and bundle is None:
        return {}
    try:
        return {"ssl": ssl.create_default_context(cafile=bundle)}
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            f"database.ca_file {bundle} holds no certificates: {error}",
            hint="it is a PEM file, such as RDS's bundle",
        ) from error


def reveal(settings: Settings, secret: SecretStr) -> str:
    """Return a secret's value, following ``file:``, ``env:`` and ``secretsmanager:ID#KEY``.

    Raises:
        SettingsError: What it refers to does not exist.
        UnavailableError: AWS does not answer, or gives it not to these credentials.
    """
    reference = secret.get_secret_value()
    if not reference and not settings.has_stand_ins:
        raise SettingsError(
            "a password is not set, and nobody on AWS goes without",
            hint=f"keep it there, and write {SECRETS_MANAGER}:ID#KEY below [targets.aws.database]",
        )
    scheme, _, place = reference.partition(":")
    if scheme != SECRETS_MANAGER or settings.has_stand_ins:
        return reveal_here(secret)
    account.require(settings)
    return opening.secret(settings.aws, place)
