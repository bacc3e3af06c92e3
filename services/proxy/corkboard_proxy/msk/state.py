"""What the APIs remember: one JSON file in the stack's folder, written whole at each change."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from corkboard_proxy.msk.errors import MskError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ACCOUNT = "000000000000"
FIRST = 1  # custom plugins and worker configurations have one revision


class Plugin(msgspec.Struct, kw_only=True):
    """A custom plugin.

    Attributes:
        file: Its name in the plugin folder.
        state: MSK Connect's word.
        reason: Why it could not be loaded.
    """

    arn: str
    name: str
    created_at: str
    description: str
    content_type: str
    location: dict[str, Any]
    file: str
    md5: str
    size: int
    state: str = "CREATING"
    reason: str = ""


class Configuration(msgspec.Struct, kw_only=True):
    """A worker configuration; ``content`` is Base64, as it came."""

    arn: str
    name: str
    created_at: str
    description: str
    content: str


class Connector(msgspec.Struct, kw_only=True):
    """A connector.

    Attributes:
        asked: What its creation said besides, in the API's own shape.
        revision: Grows with each update.
    """

    arn: str
    name: str
    created_at: str
    asked: dict[str, Any]
    revision: int = FIRST

    @property
    def version(self) -> str:
        """The version that an update has to name."""
        return f"K{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.arn}#{self.revision}').hex[:13].upper()}"


class Named(Protocol):
    """What has an ARN and a name."""

    arn: str
    name: str


class State(msgspec.Struct, kw_only=True):
    """Everything, by ARN."""

    began_at: str
    plugins: dict[str, Plugin] = {}
    configurations: dict[str, Configuration] = {}
    connectors: dict[str, Connector] = {}


class Book:
    """The state and its file.

    Args:
        folder: The APIs' own.
        region: Of the ARNs.

    Raises:
        MskError: The file is broken.
    """

    def __init__(self, folder: Path, region: str) -> None:
        self.folder = folder
        self._region = region
        self._file = folder / "state.json"
        try:
            self.state = msgspec.json.decode(self._file.read_bytes(), type=State)
        except FileNotFoundError:
            self.state = State(began_at=now())
            self.save()
        except (OSError, msgspec.DecodeError) as error:
            raise MskError(f"{self._file} cannot be read: {error}; remove it to begin anew") from error

    def save(self) -> None:
        """Write the state: whoever reads it sees the old one or the new one; it may hold passwords."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f"state.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode(self.state))
        draft.replace(self._file)

    def new_arn(self, kind: str, name: str) -> str:
        """Return an ARN of MSK Connect's; ``kind`` is such as ``connector``."""
        return f"arn:aws:kafkaconnect:{self._region}:{ACCOUNT}:{kind}/{name}/{uuid.uuid4()}-2"


def now() -> str:
    """Return the time as AWS writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def named(entries: Sequence[Named], name: str) -> Named | None:
    """Return the entry of a name."""
    return next((one for one in entries if one.name == name), None)
