"""Where S3 is, and with which keys: resolved on the driver, handed to the tasks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Access:
    """What a request to S3 needs.

    Attributes:
        endpoint: Scheme and host, such as ``http://127.0.0.1:4566``.
        region: The bucket's region.
        bucket: The bucket.
        key_id: The access key's id.
        secret: Its secret.
        token: A session token; empty for keys that do not expire.
    """

    endpoint: str
    region: str
    bucket: str
    key_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    def options(self) -> dict[str, str]:
        """Return it as options of the data source."""
        return asdict(self)


def access_in(options: Mapping[str, str]) -> Access:
    """Return the access that ``Access.options`` wrote."""
    return Access(**{item.name: options[item.name] for item in fields(Access)})
