"""Which keys open the landing bucket: the settings' own, or else those that AWS's tools would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.bucket.access import Access
from corkboard.errors import SettingsError

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.targets.section import AwsSettings


def landing_access(settings: Settings) -> Access:
    """Return where the landing bucket is and the keys to it, a session token included.

    Raises:
        SettingsError: There are no keys to be found.
    """
    aws = settings.aws
    endpoint = aws.endpoint_url or f"https://s3.{aws.region}.amazonaws.com"
    bucket = catalogue.bucket(settings.prefix)
    if aws.access_key_id and aws.secret_access_key:
        key_id, secret = aws.access_key_id.get_secret_value(), aws.secret_access_key.get_secret_value()
        return Access(endpoint, aws.region, bucket, key_id, secret)
    return Access(endpoint, aws.region, bucket, *_found_keys(aws))


def _found_keys(aws: AwsSettings) -> tuple[str, str, str]:
    """Return key, secret and token of the settings' profile, or of the environment, or of a role."""
    from corkboard.targets import opening  # noqa: PLC0415 - half a second that only AWS needs

    found = opening.credentials(aws)
    keys = found.get_frozen_credentials() if found else None
    if keys is None or not keys.access_key or not keys.secret_key:
        raise SettingsError("no AWS keys were found", hint="log in, set AWS_PROFILE, or run with a role")
    return keys.access_key, keys.secret_key, keys.token or ""
