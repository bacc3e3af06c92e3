"""Custom plugins: a zip or jar in S3 becomes classes that the Connect worker finds.

create ── fetched and looked at ──▶ CREATING ── the worker starts anew ──▶ ACTIVE
                                                └── it does not ─────────▶ CREATE_FAILED, and the file goes
"""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import TYPE_CHECKING, Any

from corkboard import logs
from corkboard_proxy.msk.errors import BadRequestError, ConflictError, NotFoundError
from corkboard_proxy.msk.files import LoadError, fetch, load, require_code
from corkboard_proxy.msk.paging import page
from corkboard_proxy.msk.state import FIRST, Plugin, named, now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard_proxy.msk.state import Book

BUCKET_ARN = re.compile(r"arn:aws[a-z-]*:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])")


class Plugins:
    """The calls on custom plugins.

    Args:
        settings: Where S3 is.
        book: What is remembered.
        start_worker: Starts the worker anew.
    """

    def __init__(
        self, settings: Settings, book: Book, start_worker: Callable[[], Awaitable[None]] = load
    ) -> None:
        self._settings = settings
        self._book = book
        self._start_worker = start_worker
        self._turn = asyncio.Lock()
        self._loading: set[asyncio.Task[None]] = set()
        self._forget_the_unknown()
        for one in book.state.plugins.values():
            if one.state == "CREATING":
                self._begin(one)

    async def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Fetch a plugin and begin to load it."""
        self._require_free(asked["name"])
        bucket, key = _place(asked["location"]["s3Location"])
        kind = asked["contentType"]
        stem = f"{re.sub(r'[^A-Za-z0-9_-]', '-', asked['name'])[:60]}-{uuid.uuid4().hex[:8]}"
        staged = self._book.folder / "staged" / f"{stem}.{kind.lower()}"
        try:
            fetched = await fetch(self._settings, bucket, key, staged)
            await asyncio.to_thread(require_code, staged, kind)
            self._require_free(asked["name"])  # another call may have been quicker
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        plugin = Plugin(
            arn=self._book.new_arn("custom-plugin", asked["name"]),
            name=asked["name"],
            created_at=now(),
            description=asked.get("description", ""),
            content_type=kind,
            location=asked["location"],
            file=staged.name,
            md5=fetched.md5,
            size=fetched.size,
        )
        self._book.state.plugins[plugin.arn] = plugin
        self._book.save()
        self._begin(plugin)
        return {**_about(plugin), "revision": FIRST}

    async def describe(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return one, and why it could not be loaded."""
        plugin = self._find(asked["customPluginArn"])
        reason = {"code": "PluginLoadFailed", "message": plugin.reason}
        return {**_shown(plugin), **({"stateDescription": reason} if plugin.reason else {})}

    async def listed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return those whose names begin so."""
        found = {one.name: _shown(one) for one in self._book.state.plugins.values()}
        return page("customPlugins", found, asked, asked.get("namePrefix", ""))

    async def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Forget one that no connector uses; the worker has its classes until it starts again."""
        plugin = self._find(asked["customPluginArn"])
        for connector in self._book.state.connectors.values():
            if plugin.arn in [one["customPlugin"]["customPluginArn"] for one in connector.asked["plugins"]]:
                raise BadRequestError(
                    f"custom plugin {plugin.name} is used by connector {connector.name}",
                    parameter="customPluginArn",
                )
        del self._book.state.plugins[plugin.arn]
        self._book.save()
        for path in (self._placed(plugin), self._staged(plugin)):
            path.unlink(missing_ok=True)
        return {"customPluginArn": plugin.arn, "customPluginState": "DELETING"}

    def require_active(self, asked: list[dict[str, Any]]) -> None:
        """Refuse plugins that a connector cannot have.

        Args:
            asked: The connector's ``plugins``.

        Raises:
            NotFoundError: There is no such plugin, or revision.
            BadRequestError: It is not loaded.
        """
        for one in asked:
            plugin, revision = (
                self._find(one["customPlugin"]["customPluginArn"]),
                one["customPlugin"]["revision"],
            )
            if revision != FIRST:
                raise NotFoundError(f"custom plugin {plugin.name} has no revision {revision}")
            if plugin.state != "ACTIVE":
                raise BadRequestError(
                    f"custom plugin {plugin.name} is {plugin.state}; wait until it is ACTIVE",
                    parameter="plugins",
                )

    async def close(self) -> None:
        """Leave what is loading to the next start."""
        for task in self._loading:
            task.cancel()
        await asyncio.gather(*self._loading, return_exceptions=True)

    def _forget_the_unknown(self) -> None:
        """Remove what a process that was killed had begun to fetch."""
        known = {one.file for one in self._book.state.plugins.values()}
        for path in (self._book.folder / "staged").glob("*"):
            if path.name not in known:
                path.unlink()

    def _begin(self, plugin: Plugin) -> None:
        task = asyncio.create_task(self._load(plugin))
        self._loading.add(task)
        task.add_done_callback(self._loading.discard)

    async def _load(self, plugin: Plugin) -> None:
        """Have one plugin loaded; the others wait, so that a bad one is told from a good one."""
        async with self._turn:
            if plugin.arn not in self._book.state.plugins:
                return
            log = logs.logger("msk")
            try:
                await self._start_with(plugin)
            except LoadError as error:
                plugin.state, plugin.reason = "CREATE_FAILED", str(error)
                self._placed(plugin).unlink(missing_ok=True)
                log.warning("plugin.failed", name=plugin.name, reason=plugin.reason)
                await self._restore(error)
            else:
                plugin.state = "ACTIVE"
                log.info("plugin.loaded", name=plugin.name)
            self._book.save()

    async def _start_with(self, plugin: Plugin) -> None:
        """Put a plugin's file where the worker looks, unless it lies there, and start the worker anew.

        Raises:
            LoadError: The worker does not start with it, or the file cannot be put there.
        """
        try:
            if not self._placed(plugin).exists():
                self._placed(plugin).parent.mkdir(exist_ok=True)
                self._staged(plugin).replace(self._placed(plugin))
            await self._start_worker()
        except OSError as error:
            raise LoadError(f"the plugin cannot be given to the worker: {error}", is_harmless=True) from error

    async def _restore(self, error: LoadError) -> None:
        """Start the worker without the plugin that it did not start with."""
        if error.is_harmless:
            return
        try:
            await self._start_worker()
        except LoadError as again:
            logs.logger("msk").error("worker.failed", reason=str(again))

    def _require_free(self, name: str) -> None:
        if named(list(self._book.state.plugins.values()), name):
            raise ConflictError(f"there is a custom plugin {name}", parameter="name")

    def _find(self, arn: str) -> Plugin:
        if arn not in self._book.state.plugins:
            raise NotFoundError(f"there is no custom plugin {arn}", parameter="customPluginArn")
        return self._book.state.plugins[arn]

    def _staged(self, plugin: Plugin) -> Path:
        return self._book.folder / "staged" / plugin.file

    def _placed(self, plugin: Plugin) -> Path:
        return self._book.folder / "plugins" / plugin.file


def _place(location: dict[str, str]) -> tuple[str, str]:
    """Return bucket and key."""
    found = BUCKET_ARN.fullmatch(location["bucketArn"])
    if not found:
        raise BadRequestError(
            f"bucketArn is {location['bucketArn']!r}; a bucket's ARN is arn:aws:s3:::NAME",
            parameter="bucketArn",
        )
    if "objectVersion" in location:
        raise BadRequestError("S3 keeps no versions here: leave objectVersion out", parameter="objectVersion")
    return found[1], location["fileKey"]


def _about(plugin: Plugin) -> dict[str, Any]:
    return {"customPluginArn": plugin.arn, "customPluginState": plugin.state, "name": plugin.name}


def _shown(plugin: Plugin) -> dict[str, Any]:
    about = {"creationTime": plugin.created_at, "description": plugin.description}
    latest = {
        **about,
        "contentType": plugin.content_type,
        "fileDescription": {"fileMd5": plugin.md5, "fileSize": plugin.size},
        "location": plugin.location,
        "revision": FIRST,
    }
    return {**_about(plugin), **about, "latestRevision": latest}
