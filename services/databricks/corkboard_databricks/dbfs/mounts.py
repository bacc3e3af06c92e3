"""The mounts of the cluster: shared by all runs, lasting, each a folder that mirrors a bucket."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corkboard.bucket.store import StoreError
from corkboard.errors import CorkboardError
from corkboard.logs import logger
from corkboard_databricks.dbfs import refusals
from corkboard_databricks.dbfs.mirror import Mirror
from corkboard_databricks.dbfs.paths import OWN_FOLDER, local_path, normal
from corkboard_databricks.dbfs.remote import RemoteFolder
from corkboard_databricks.dbfs.sources import SourceError, parse
from corkboard_databricks.dbfs.table import Mount, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corkboard.settings import Settings
    from corkboard_databricks.dbfs.sources import Source

log = logger("dbfs")


class Mounts:
    """All of them.

    Args:
        settings: The stack.
        tell: Called with the mirrors' folders whenever they change.
    """

    def __init__(self, settings: Settings, tell: Callable[[list[str]], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._table = Table(settings.dbfs_dir)
        self._turn = threading.Lock()
        self._mounts: dict[str, Mount] = {}
        self._mirrors: dict[str, Mirror] = {}
        self._take(self._table.read())

    def verbs(self) -> dict[str, Callable[..., dict[str, Any]]]:
        """Return what runs and the JVM may ask."""
        return {
            "mount": self.mount,
            "unmount": self.unmount,
            "mounts": self.shown,
            "refresh": self.refresh,
            "look": self.look,
            "writing": self.writing,
            "changed": self.changed,
        }

    def mount(
        self, source: str, point: str, encryption: str = "", extra: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Mount a bucket.

        Raises:
            CorkboardError: It cannot be mounted; in Databricks' words where it has some.
        """
        path = normal(point)
        try:
            wanted = self._with_keys(parse(source, extra or {}))
        except SourceError as error:
            raise refusals.bad_argument(str(error)) from error
        with self._turn:
            self._require_free(path)
            self._require_access(wanted)
            self._take({**self._mounts, path: Mount(path, wanted, encryption)})
            self._table.write(self._mounts.values())
        log.info("bucket.mounted", point=path, source=wanted.address)
        return {}

    def unmount(self, point: str) -> dict[str, Any]:
        """Take a mount away; what was written through it is in the bucket before.

        Raises:
            CorkboardError: There is none, or the bucket does not take what was written.
        """
        path = normal(point)
        with self._turn:
            if path not in self._mounts:
                raise refusals.bad_argument(f"requirement failed: Directory not mounted: {path}")
            self._mirrors[path].remove()
            self._take({other: mount for other, mount in self._mounts.items() if other != path})
            self._table.write(self._mounts.values())
        log.info("bucket.unmounted", point=path)
        return {}

    def shown(self) -> dict[str, Any]:
        """Return every mount without its keys."""
        return {"mounts": [(one.point, one.source.address, one.encryption) for one in self._mounts.values()]}

    def refresh(self) -> dict[str, Any]:
        """Bring every mirror up to date."""
        for point in list(self._mirrors):
            self._refreshed(point)
        return {}

    def look(self, path: str) -> dict[str, Any]:
        """Bring the mirror up to date that holds a local path; none is fine."""
        if point := self._point_of(path):
            self._refreshed(point)
        return {}

    def writing(self, path: str) -> dict[str, Any]:
        """Leave a local file alone until it is changed."""
        if point := self._point_of(path):
            self._mirrors[point].writing(Path(path))
        return {}

    def changed(self, path: str) -> dict[str, Any]:
        """Carry to the bucket what was written or removed at a local path."""
        if point := self._point_of(path):
            self._mirrors[point].changed(Path(path))
        return {}

    def push(self) -> None:
        """Carry to the buckets what plain Python has written; what fails is tried again."""
        for point, mirror in list(self._mirrors.items()):
            try:
                mirror.push()
            except (CorkboardError, OSError) as error:
                log.warning("mirror.not_pushed", point=point, why=str(error))

    def follow(self) -> None:
        """Forget the mounts when DBFS was removed under them, as by ``corkboard reset``.

        While a bucket is being mounted or unmounted, that is left to the next call: the first mount of all is
        taken a moment before its file is there.
        """
        if not self._turn.acquire(blocking=False):
            return
        try:
            if self._mounts and not self._table.file.exists():
                self._take({})
        finally:
            self._turn.release()

    def _take(self, mounts: Mapping[str, Mount]) -> None:
        made = {point: self._mirrors.get(point) or self._mirror(one) for point, one in mounts.items()}
        self._mounts, self._mirrors = dict(mounts), made
        self._tell([str(local_path(point, self._settings)) for point in self._mounts])

    def _mirror(self, mount: Mount) -> Mirror:
        own = self._settings.dbfs_dir / OWN_FOLDER
        name = mount.point.strip("/").replace("%", "%25").replace("/", "%2F")
        remote = RemoteFolder(self._settings, mount.source)
        folder = local_path(mount.point, self._settings)
        return Mirror(remote, folder, own / "mirrors" / f"{name}.json", own / "incoming" / name)

    def _refreshed(self, point: str) -> None:
        try:
            todo = self._mirrors[point].refresh()
        except StoreError as error:
            raise refusals.of_store(error, self._mounts[point].source) from error
        if todo.fetch or todo.drop or todo.put or todo.remove:
            counts = {name: len(getattr(todo, name)) for name in ("fetch", "drop", "put", "remove")}
            log.info("mirror.refreshed", point=point, **counts)

    def _point_of(self, path: str) -> str | None:
        inner = "/" + str(Path(path).relative_to(self._settings.dbfs_dir)) if path else ""
        return next((point for point, mount in self._mounts.items() if mount.has(inner)), None)

    def _with_keys(self, source: Source) -> Source:
        """Return a source with the stack's own keys where it names none, as with an instance profile."""
        aws = self._settings.aws
        if source.key_id or aws.access_key_id is None or aws.secret_access_key is None:
            return source
        keys = {"key_id": aws.access_key_id, "secret": aws.secret_access_key}
        return type(source)(
            source.scheme,
            source.bucket,
            source.prefix,
            **{name: value.get_secret_value() for name, value in keys.items()},
        )

    def _require_free(self, path: str) -> None:
        for other, mount in self._mounts.items():
            if path == other:
                raise refusals.bad_argument(f"requirement failed: Directory already mounted: {path}")
            if mount.has(path) or other.startswith(f"{path.rstrip('/')}/"):
                raise refusals.bad_argument(f"requirement failed: {path} overlaps with the mount {other}")
        folder = local_path(path, self._settings)
        if path == "/" or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise refusals.bad_argument(f"requirement failed: {path} is not an empty directory")
        if folder.is_dir():
            shutil.rmtree(folder)

    def _require_access(self, source: Source) -> None:
        """Let S3 say whether the keys open the bucket; the emulator would take any keys."""
        if said := refusals.of_keys(self._settings, source):
            raise said
        try:
            RemoteFolder(self._settings, source).check()
        except StoreError as error:
            raise refusals.of_store(error, source) from error
