"""Worker configurations: kept as they came, and applied to the connectors that name them.

One worker serves every connector here, and on MSK Connect each connector has workers of its own. So what a
worker configuration says of converters and of clients goes into the connector's own configuration, where
Connect takes the same; what is left has no effect and is named in the log.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from corkboard import logs
from corkboard_proxy.msk.errors import BadRequestError, ConflictError, NotFoundError
from corkboard_proxy.msk.paging import page
from corkboard_proxy.msk.state import FIRST, Configuration, named, now
from corkboard_proxy.properties import parse_properties

if TYPE_CHECKING:
    from corkboard_proxy.msk.state import Book

STRINGS = "org.apache.kafka.connect.storage.StringConverter"
DEFAULT = {"key.converter": STRINGS, "value.converter": STRINGS}  # MSK Connect's own worker configuration
CONVERTERS = ("key.converter", "value.converter", "header.converter")
CLIENTS = ("producer.", "consumer.", "admin.")


class Configurations:
    """The calls on worker configurations."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Keep a configuration."""
        there, name = self._book.state.configurations, asked["name"]
        if named(list(there.values()), name):
            raise ConflictError(f"there is a worker configuration {name}", parameter="name")
        _properties(asked["propertiesFileContent"])
        arn = self._book.new_arn("worker-configuration", name)
        there[arn] = Configuration(
            arn=arn,
            name=name,
            created_at=now(),
            description=asked.get("description", ""),
            content=asked["propertiesFileContent"],
        )
        self._book.save()
        shown = _shown(there[arn])
        return {key: value for key, value in shown.items() if key != "description"}

    async def describe(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return one with its content."""
        one = self._find(asked["workerConfigurationArn"])
        shown = _shown(one)
        return {**shown, "latestRevision": {**shown["latestRevision"], "propertiesFileContent": one.content}}

    async def listed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return those whose names begin so."""
        found = {one.name: _shown(one) for one in self._book.state.configurations.values()}
        return page("workerConfigurations", found, asked, asked.get("namePrefix", ""))

    async def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Forget one that no connector uses."""
        one = self._find(asked["workerConfigurationArn"])
        for connector in self._book.state.connectors.values():
            if connector.asked.get("workerConfiguration", {}).get("workerConfigurationArn") == one.arn:
                raise BadRequestError(
                    f"worker configuration {one.name} is used by connector {connector.name}",
                    parameter="workerConfigurationArn",
                )
        del self._book.state.configurations[one.arn]
        self._book.save()
        return {"workerConfigurationArn": one.arn, "workerConfigurationState": "DELETING"}

    def properties_for(self, asked: dict[str, Any]) -> dict[str, str]:
        """Return what a connector's worker would have given it.

        Args:
            asked: The connector's ``workerConfiguration``; empty for MSK Connect's own.
        """
        if not asked:
            return DEFAULT
        one = self._find(asked["workerConfigurationArn"])
        if asked["revision"] != FIRST:
            raise NotFoundError(f"worker configuration {one.name} has no revision {asked['revision']}")
        given = _properties(one.content)
        if left := sorted(name for name in given if not _connectors_name(name)):
            logs.logger("msk").warning("properties.without_effect", configuration=one.name, names=left)
        theirs = {to: value for name, value in given.items() if (to := _connectors_name(name))}
        return {**DEFAULT, **theirs}

    def _find(self, arn: str) -> Configuration:
        if arn not in self._book.state.configurations:
            raise NotFoundError(f"there is no worker configuration {arn}", parameter="workerConfigurationArn")
        return self._book.state.configurations[arn]


def _connectors_name(name: str) -> str:
    """Return the property of a connector that does what a worker's does; empty where there is none."""
    if any(name == one or name.startswith(f"{one}.") for one in CONVERTERS):
        return name
    kind = next((one for one in CLIENTS if name.startswith(one)), "")
    return f"{kind}override.{name.removeprefix(kind)}" if kind else ""


def _properties(content: str) -> dict[str, str]:
    try:
        return parse_properties(base64.b64decode(content, validate=True).decode())
    except ValueError as error:  # Base64's own, and that of text which is not ASCII or not UTF-8
        raise BadRequestError(
            f"propertiesFileContent is no Base64 of a properties file: {error}",
            parameter="propertiesFileContent",
        ) from error


def _shown(one: Configuration) -> dict[str, Any]:
    about = {"creationTime": one.created_at, "description": one.description}
    return {
        "workerConfigurationArn": one.arn,
        "workerConfigurationState": "ACTIVE",
        "name": one.name,
        **about,
        "latestRevision": {**about, "revision": FIRST},
    }
