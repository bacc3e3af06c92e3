"""Connectors: each is one of the Connect worker's, whose states become MSK Connect's."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corkboard_proxy.msk.errors import BadRequestError, ConflictError, NotFoundError
from corkboard_proxy.msk.paging import page
from corkboard_proxy.msk.state import ACCOUNT, FIRST, Connector, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings
    from corkboard_proxy.msk.configurations import Configurations
    from corkboard_proxy.msk.plugins import Plugins
    from corkboard_proxy.msk.state import Book
    from corkboard_proxy.msk.worker import Seen, Worker

CHANGEABLE = ("capacity", "connectorConfiguration", "plugins", "workerConfiguration")


class Connectors:
    """The calls on connectors.

    One that was made on the worker itself, as the stack's own sink is, is taken in at the first look.
    """

    def __init__(
        self,
        settings: Settings,
        book: Book,
        worker: Worker,
        plugins: Plugins,
        configurations: Configurations,
    ) -> None:
        self._settings = settings
        self._book = book
        self._worker = worker
        self._plugins = plugins
        self._configurations = configurations
        self._turn = asyncio.Lock()
        self._underway: set[str] = set()
        self._changes = 0

    async def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Start a connector."""
        asked, name = _whole(asked), asked["connectorName"]
        if name in (".", ".."):  # Connect takes them, and no path leads to them
            raise BadRequestError(f"a connector cannot be called {name}", parameter="connectorName")
        _require_shape(asked)
        self._plugins.require_active(asked["plugins"])
        config = self._config(name, asked)
        async with self._turn:
            if name in await self._worker.connectors():
                raise ConflictError(f"there is a connector {name}", parameter="connectorName")
            with self._left_alone(name):
                await self._worker.create(name, config)
                arn = self._book.new_arn("connector", name)
                one = Connector(arn=arn, name=name, created_at=now(), asked=asked)
                self._keep(one)
        return {"connectorArn": one.arn, "connectorName": name, "connectorState": "CREATING"}

    async def describe(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return one, and why it has failed."""
        one, seen = await self._find(asked["connectorArn"])
        shown = {**_shown(one, seen), "connectorConfiguration": one.asked["connectorConfiguration"]}
        if shown["connectorState"] == "FAILED":
            shown["stateDescription"] = {"code": "ConnectorFailed", "message": seen.trace}
        return shown

    async def listed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return those whose names begin so."""
        found = {one.name: _shown(one, seen) for one, seen in await self._all()}
        return page("connectors", found, asked, asked.get("connectorNamePrefix", ""))

    async def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Change a connector's configuration, capacity or plugins."""
        async with self._turn:
            one, _ = await self._find(asked["connectorArn"])
            _require_version(one, asked)
            changes = {name: asked[name] for name in CHANGEABLE if name in asked}
            if not changes and not asked.get("useDefaultWorkerConfiguration"):
                raise BadRequestError(f"nothing to change: give one of {', '.join(CHANGEABLE)}")
            changed = _whole({**one.asked, **changes})
            if asked.get("useDefaultWorkerConfiguration"):
                changed.pop("workerConfiguration", None)
            _require_shape(changed)
            self._plugins.require_active(changes.get("plugins", []))
            await self._worker.change(one.name, self._config(one.name, changed))
            one.asked, one.revision = changed, one.revision + 1
            self._keep(one)
        operation = one.arn.replace(":connector/", ":connector-operation/") + f"/{one.revision}"
        return {"connectorArn": one.arn, "connectorState": "UPDATING", "connectorOperationArn": operation}

    async def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Remove a connector; its records stay in Kafka, its offsets too."""
        async with self._turn:
            one, _ = await self._find(asked["connectorArn"])
            if "currentVersion" in asked:
                _require_version(one, asked)
            with self._left_alone(one.name):
                await self._worker.delete(one.name)
                del self._book.state.connectors[one.arn]
                self._book.save()
        return {"connectorArn": one.arn, "connectorState": "DELETING"}

    def _config(self, name: str, asked: dict[str, Any]) -> dict[str, str]:
        """Return the connector's configuration on the worker; its own properties win."""
        defaults = self._configurations.properties_for(asked.get("workerConfiguration", {}))
        return {**defaults, **asked["connectorConfiguration"], "name": name}

    @contextmanager
    def _left_alone(self, name: str) -> Iterator[None]:
        """Keep a connector from being taken in, or forgotten, while it comes or goes."""
        self._underway.add(name)
        try:
            yield
        finally:
            self._underway.discard(name)
            self._changes += 1

    async def _find(self, arn: str) -> tuple[Connector, Seen]:
        for one, seen in await self._all():
            if one.arn == arn:
                return one, seen
        raise NotFoundError(f"there is no connector {arn}", parameter="connectorArn")

    async def _all(self) -> list[tuple[Connector, Seen]]:
        """Return what the worker has; what was removed from it by hand is forgotten."""
        there = await self._look()
        kept = {one.name: one for one in self._book.state.connectors.values()}
        for name in there.keys() - kept.keys() - self._underway:
            kept[name] = self._taken_in(name, there[name].config)
        known = {one.arn: one for name, one in kept.items() if name in there or name in self._underway}
        if known != self._book.state.connectors:
            self._book.state.connectors = known
            self._book.save()
        return [(one, there[one.name]) for one in known.values() if one.name in there]

    async def _look(self) -> dict[str, Seen]:
        """Return what the worker has, seen again if one came or went meanwhile: an old look would undo it."""
        while True:
            changes = self._changes
            there = await self._worker.connectors()
            if changes == self._changes:
                return there

    def _taken_in(self, name: str, config: dict[str, str]) -> Connector:
        vpc: dict[str, list[str]] = {"securityGroups": [], "subnets": []}
        servers = self._settings.kafka.bootstrap_servers
        asked = {
            "capacity": {"provisionedCapacity": {"mcuCount": 1, "workerCount": 1}},
            "connectorConfiguration": config,
            "kafkaCluster": {"apacheKafkaCluster": {"bootstrapServers": servers, "vpc": vpc}},
            "kafkaClusterClientAuthentication": {"authenticationType": "NONE"},
            "kafkaClusterEncryptionInTransit": {"encryptionType": "PLAINTEXT"},
            "plugins": [],
            "serviceExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        }
        arn = self._book.new_arn("connector", name)
        return Connector(arn=arn, name=name, created_at=now(), asked=asked)

    def _keep(self, one: Connector) -> None:
        self._book.state.connectors[one.arn] = one
        self._book.save()


def _whole(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a call's parameters."""
    apart = ("connectorName", "connectorArn", "currentVersion", "tags", "skipHealthValidation")
    return {name: value for name, value in asked.items() if name not in apart}


def _require_shape(asked: dict[str, Any]) -> None:
    """Refuse what the shapes cannot say."""
    if "connector.class" not in asked["connectorConfiguration"]:
        raise BadRequestError("connector.class is missing", parameter="connectorConfiguration")
    if len(asked["capacity"]) != 1:
        raise BadRequestError("give either autoScaling or provisionedCapacity", parameter="capacity")


def _require_version(one: Connector, asked: dict[str, Any]) -> None:
    if asked["currentVersion"] != one.version:
        raise BadRequestError(
            f"connector {one.name} has version {one.version}, not {asked['currentVersion']}",
            parameter="currentVersion",
        )


def state_of(states: tuple[str, ...], *, is_new: bool) -> str:
    """Return MSK Connect's word for a connector.

    Args:
        states: Connect's, the connector's first and then its tasks'.
        is_new: It was never updated.
    """
    if "FAILED" in states:
        return "FAILED"
    for word in ("RESTARTING", "PAUSED"):
        if word in states:
            return word
    has_tasks = len(states) > 1
    if has_tasks and set(states) == {"RUNNING"}:
        return "RUNNING"
    return "CREATING" if is_new else "UPDATING"


def _shown(one: Connector, seen: Seen) -> dict[str, Any]:
    kept = {name: value for name, value in one.asked.items() if name != "connectorConfiguration"}
    return {
        **kept,
        "connectorArn": one.arn,
        "connectorName": one.name,
        "connectorState": state_of(seen.states, is_new=one.revision == FIRST),
        "creationTime": one.created_at,
        "currentVersion": one.version,
    }
