"""A mount's source: ``s3n://KEY:SECRET@bucket/prefix`` as users write it, or keys in extra configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = ("s3n", "s3a", "s3")
KEY_NAMES = ("access.key", "awsAccessKeyId")
SECRET_NAMES = ("secret.key", "awsSecretAccessKey")
# The secret may hold what should have been escaped: the last @ ends it.
ADDRESS = re.compile(r"(?P<scheme>[a-z0-9]+)://(?:(?P<keys>.*)@)?(?P<bucket>[^/@]+)/*(?P<prefix>.*)")


class SourceError(ValueError):
    """A source that cannot be mounted; the message never holds keys."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which bucket, and with which keys.

    Attributes:
        scheme: As it was written.
        bucket: The bucket.
        prefix: What keys begin with, with its slash; empty for the whole bucket.
        key_id: The access key's id; empty where none was said.
        secret: Its secret.
    """

    scheme: str
    bucket: str
    prefix: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Return it without keys, as a list of mounts shows it."""
        return f"{self.scheme}://{self.bucket}/{self.prefix}".rstrip("/")


def parse(source: str, extra: Mapping[str, str]) -> Source:
    """Return a source.

    Args:
        source: The address; its secret is URL-quoted, as it holds slashes.
        extra: Such as ``fs.s3a.access.key``; what the address says comes first.

    Raises:
        SourceError: It names no bucket of S3, or half of the keys.
    """
    found = ADDRESS.fullmatch(source)
    if found is None or found["scheme"] not in SCHEMES:
        raise SourceError(f"Unsupported source: {source.rsplit('@', 1)[-1]}; S3 is what can be mounted here")
    key_id, _, secret = (found["keys"] or "").partition(":")
    key_id = unquote(key_id) or _named(extra, KEY_NAMES)
    secret = unquote(secret) or _named(extra, SECRET_NAMES)
    if bool(key_id) != bool(secret):
        raise SourceError(
            "AWS Access Key ID and Secret Access Key must be specified as the username or password "
            f"(respectively) of a {found['scheme']} URL"
        )
    prefix = found["prefix"].strip("/")
    return Source(found["scheme"], found["bucket"], f"{prefix}/" if prefix else "", key_id, secret)


def _named(extra: Mapping[str, str], ends: tuple[str, ...]) -> str:
    return next((value for key, value in extra.items() if key.startswith("fs.s3") and key.endswith(ends)), "")
