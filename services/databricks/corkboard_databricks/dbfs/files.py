"""``dbutils.fs``: files of DBFS and of other systems, through Spark's own file systems."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]  # it has no types

from corkboard import control
from corkboard_databricks.dbfs.paths import normal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import SparkSession

    from corkboard.settings import Settings

MOUNT_S = 600
ROOT = ("/", "DatabricksRoot", "")


class FileInfo(NamedTuple):
    """A file or folder.

    Attributes:
        path: Such as ``dbfs:/mnt/x/``; a folder's ends with a slash.
        name: Its last part.
        size: In bytes; 0 for a folder.
        modificationTime: In milliseconds since the epoch.
    """

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")

    def isFile(self) -> bool:
        """Whether it is a file."""
        return not self.isDir()


class MountInfo(NamedTuple):
    """A mount.

    Attributes:
        mountPoint: Such as ``/mnt/x``.
        source: Its address, without keys.
        encryptionType: As it was said.
    """

    mountPoint: str
    source: str
    encryptionType: str


class ExecutionError(Exception):
    """What ``dbutils`` raises on Databricks; the message holds Java's."""


class Files:
    """The methods of ``dbutils.fs``.

    Args:
        spark: An attached session.
        settings: The stack, for the mounts.

    Raises:
        ExecutionError: From every method.
        UnavailableError: From those about mounts: there is no cluster.
    """

    def __init__(self, spark: SparkSession, settings: Settings) -> None:
        self._settings = settings
        self._java: Any = spark._jvm  # noqa: SLF001 - Python has no other way
        self._conf: Any = spark.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001

    def ls(self, path: str) -> list[FileInfo]:
        """Return what lies in a folder, by name."""
        with self._told("ls"):
            where, system = self._at(path)
            return sorted(_rows(self._java.corkboard.dbfs.Listing.of(system, where)))

    def mkdirs(self, path: str) -> bool:
        """Make a folder and those above it."""
        with self._told("mkdirs"):
            where, system = self._at(path)
            return bool(system.mkdirs(where))

    def rm(self, path: str, recurse: bool = False) -> bool:
        """Remove a file, or with ``recurse`` a folder; false where there is none."""
        with self._told("rm"):
            where, system = self._at(path)
            return bool(system.delete(where, recurse))

    def put(self, path: str, contents: str, overwrite: bool = False) -> bool:
        """Write a text in UTF-8."""
        body = contents.encode()
        with self._told("put"):
            where, system = self._at(path)
            out = system.create(where, overwrite)
            try:
                out.write(bytearray(body), 0, len(body))
            finally:
                out.close()
        sys.stdout.write(f"Wrote {len(body)} bytes.\n")
        return True

    def head(self, path: str, maxBytes: int = 65536) -> str:
        """Return the first bytes as text in UTF-8; a letter that is cut off at the end is left out."""
        with self._told("head"):
            where, system = self._at(path)
            size = system.getFileStatus(where).getLen()
            file = system.open(where)
            try:
                body = bytes(file.readNBytes(min(maxBytes, size)))
            finally:
                file.close()
        if size > maxBytes:
            sys.stdout.write(f"[Truncated to first {maxBytes} bytes]\n")
        return body.decode(errors="ignore")

    def cp(self, source: str, target: str, recurse: bool = False) -> bool:
        """Copy a file, or with ``recurse`` a folder."""
        with self._told("cp"):
            return self._copy(source, target, recurse=recurse)

    def mv(self, source: str, target: str, recurse: bool = False) -> bool:
        """Move a file, or with ``recurse`` a folder, also between file systems."""
        with self._told("mv"):
            done = self._copy(source, target, recurse=recurse)
            where, system = self._at(source)
            return bool(done and system.delete(where, recurse))

    def mount(
        self,
        source: str,
        mountPoint: str = "",
        encryptionType: str = "",
        owner: str = "",
        extraConfigs: Mapping[str, str] | None = None,
        **as_in_python: Any,
    ) -> bool:
        """Mount a bucket for every run, until it is unmounted; ``mount_point`` and the like are taken too."""
        del owner
        self._ask(
            "mount",
            source=source,
            point=mountPoint or as_in_python["mount_point"],
            encryption=encryptionType or as_in_python.get("encryption_type", ""),
            extra=dict(extraConfigs or as_in_python.get("extra_configs") or {}),
        )
        return True

    def unmount(self, mountPoint: str = "", *, mount_point: str = "") -> bool:
        """Take a mount away."""
        point = mountPoint or mount_point
        self._ask("unmount", point=point)
        sys.stdout.write(f"{normal(point)} has been unmounted.\n")
        return True

    def mounts(self) -> list[MountInfo]:
        """Return all mounts."""
        return [MountInfo(*row) for row in (ROOT, *self._ask("mounts")["mounts"])]

    def refreshMounts(self) -> bool:
        """Bring every mirror up to date at once."""
        self._ask("refresh")
        return True

    def _at(self, path: str) -> tuple[Any, Any]:
        """Return a path and its file system, as Java's."""
        where = self._java.org.apache.hadoop.fs.Path(normal(path))
        return where, where.getFileSystem(self._conf)

    def _copy(self, source: str, target: str, *, recurse: bool) -> bool:
        from_path, from_system = self._at(source)
        to_path, to_system = self._at(target)
        if from_system.getFileStatus(from_path).isDirectory() and not recurse:
            raise ExecutionError(f"java.io.IOException: {shown(source)} is a directory; say recurse=True")
        copy = self._java.org.apache.hadoop.fs.FileUtil.copy
        return bool(copy(from_system, from_path, to_system, to_path, False, True, self._conf))  # noqa: FBT003 - Java

    def _ask(self, wanted: str, **arguments: Any) -> dict[str, Any]:
        try:
            return control.ask(self._settings, wanted, timeout_s=MOUNT_S, **arguments)
        except control.DeclinedError as error:
            raise self._error(wanted, error.message) from error

    @contextmanager
    def _told(self, method: str) -> Iterator[None]:
        """Raise Java's words as ``dbutils`` does."""
        try:
            yield
        except Py4JJavaError as error:
            raise self._error(method, error.java_exception.toString()) from error

    def _error(self, method: str, words: str) -> ExecutionError:
        """Return an error whose paths are those of DBFS."""
        here = str(self._settings.dbfs_dir)
        told = words.replace(f"mirrored:{here}", "dbfs:").replace(here, "dbfs:")
        return ExecutionError(f"An error occurred while calling o1.{method}.\n: {told}")


def _rows(listing: str) -> Iterator[FileInfo]:
    """Yield what ``Listing.java`` has written down."""
    parts = iter(listing.split("\0")[:-1])
    for path, size, modified, end in zip(parts, parts, parts, parts, strict=True):
        yield FileInfo(shown(path) + end, path.rsplit("/", 1)[-1] + end, int(size), int(modified))
