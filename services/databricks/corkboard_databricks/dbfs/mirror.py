"""A folder that mirrors a bucket: it is brought up to date, and what is changed in it goes to the bucket."""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from corkboard.folders import remove_folder
from corkboard.logs import logger
from corkboard_databricks.dbfs.plan import Agreed, Local, Plan, Remote, is_fit, plan
from corkboard_databricks.dbfs.plan import without_folders_that_are_files as files_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corkboard_databricks.dbfs.remote import RemoteFolder

THREADS = 8
SETTLING_S = 1.0  # plain Python does not say when it has closed a file
UNCOMMITTED = "_temporary"  # what Spark writes before it commits; s3a would write it and remove it again
log = logger("dbfs")


class Mirror:
    """One mount's.

    Args:
        remote: The bucket.
        folder: The mirror.
        state: The file that remembers what bucket and mirror were when they last agreed.
        incoming: A folder on the same disk, for what is being fetched.

    Raises:
        StoreError: From ``refresh``: S3 refused, or did not answer.
        UnavailableError: From every method: what was changed here did not reach the bucket.
    """

    def __init__(self, remote: RemoteFolder, folder: Path, state: Path, incoming: Path) -> None:
        self._remote = remote
        self._folder = folder
        self._state = state
        self._incoming = incoming
        self._turn = threading.RLock()
        self._numbers = itertools.count()
        self._open: set[str] = set()
        self._is_dirty = False
        self._agreed = self._remembered()

    def refresh(self) -> Plan:
        """Make bucket and mirror the same, and return what that took."""
        with self._turn:
            if not self._folder.is_dir():
                self._agreed = {}  # it was lost whole, which must not empty the bucket
                self._folder.mkdir(parents=True)
            remote = self._listed()
            todo = plan(remote, dict(self._scan()), self._agreed)
            self._fetch_all(todo.fetch, remote)
            for key in todo.drop:
                self._drop(key)
            self._push(self._settled(todo.put), todo.remove)
            self._remember()
            return todo

    def push(self) -> None:
        """Carry to the bucket what plain Python has changed here, without asking what is new there."""
        with self._turn:
            if self._folder.is_dir():
                local = dict(self._scan())
                changed = [key for key, one in local.items() if self._is_new(key, one)]
                gone = [key for key in self._agreed if key not in local]
                self._push([key for key in changed if key not in self._open], gone)
                self._remember()

    def writing(self, path: Path) -> None:
        """Leave a file alone until it is said to be changed."""
        with self._turn:
            self._open.add(path.relative_to(self._folder).as_posix())

    def changed(self, path: Path) -> None:
        """Carry one file or folder to the bucket that was written, or is gone."""
        with self._turn:
            key = path.relative_to(self._folder).as_posix()
            self._open.discard(key)
            below = f"{key}/"
            local = dict(self._scan(path)) if path.is_dir() else {}
            if path.is_file():
                local[key] = _seen(path.stat())
            gone = [name for name in self._agreed if name == key or name.startswith(below)]
            self._push(
                [name for name, one in local.items() if self._is_new(name, one)],
                [name for name in gone if name not in local],
            )

    def remove(self) -> None:
        """Forget the mirror; the bucket keeps all that reached it."""
        with self._turn:
            self.push()
            remove_folder(self._folder)
            self._state.unlink(missing_ok=True)

    def _listed(self) -> dict[str, Remote]:
        listed = dict(self._remote.listed())
        fit = files_among({key for key in listed if is_fit(key)})
        if len(fit) < len(listed):
            log.warning("objects.unfit", bucket=str(self._folder), count=len(listed) - len(fit))
        return {key: listed[key] for key in fit}

    def _scan(self, below: Path | None = None) -> Iterator[tuple[str, Local]]:
        """Yield every file, by its name below the mirror."""
        root = str(self._folder)
        waiting = [str(below or self._folder)]
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != UNCOMMITTED:
                            waiting.append(entry.path)
                    else:
                        yield entry.path[len(root) + 1 :], _seen(entry.stat(follow_symlinks=False))

    def _settled(self, keys: Iterable[str]) -> list[str]:
        """Return the files that nobody seems to be writing; the others' turn comes."""
        before = time.time() - SETTLING_S
        shut = (key for key in keys if key not in self._open)
        return [key for key in shut if (self._folder / key).stat().st_mtime < before]

    def _is_new(self, key: str, seen: Local) -> bool:
        was = self._agreed.get(key)
        return was is None or was.local != seen

    def _fetch_all(self, keys: Iterable[str], remote: dict[str, Remote]) -> None:
        self._incoming.mkdir(parents=True, exist_ok=True)
        made: set[str] = set()
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                for key, agreed in pool.map(lambda key: self._fetch(key, remote[key], made), keys):
                    self._agreed[key], self._is_dirty = agreed, True
            except BaseException:
                pool.shutdown(cancel_futures=True)
                self._remember()  # what has come is not fetched again
                raise

    def _fetch(self, key: str, remote: Remote, made: set[str]) -> tuple[str, Agreed]:
        draft, target = self._incoming / str(next(self._numbers)), self._folder / key
        self._remote.fetch(key, remote, draft)
        modified_ns = int(remote.modified_at * 1e9)
        os.utime(draft, ns=(modified_ns, modified_ns))
        if (parent := str(target.parent)) not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(parent)
        seen = _seen(draft.stat())
        draft.replace(target)
        return key, Agreed(remote.etag, seen)

    def _drop(self, key: str) -> None:
        """Remove a file, and the folders that it leaves empty: S3 has none."""
        file = self._folder / key
        file.unlink(missing_ok=True)
        self._forget(key)
        for parent in file.parents:
            if parent == self._folder or any(parent.iterdir()):
                return
            parent.rmdir()

    def _push(self, put: Iterable[str], remove: Iterable[str]) -> None:
        for key in put:
            file = self._folder / key
            seen = _seen(file.stat())
            self._agreed[key], self._is_dirty = Agreed(self._remote.put(key, file), seen), True
        for key in remove:
            self._remote.remove(key)
            self._forget(key)

    def _forget(self, key: str) -> None:
        self._agreed.pop(key, None)
        self._is_dirty = True

    def _remembered(self) -> dict[str, Agreed]:
        try:
            rows = json.loads(self._state.read_text())
        except (OSError, ValueError):
            return {}
        return {key: Agreed(etag, Local(size, mtime_ns)) for key, etag, size, mtime_ns in rows}

    def _remember(self) -> None:
        """Write down what agrees, if that has changed; lost with a kill, it costs fetching again."""
        if not self._is_dirty:
            return
        rows = [
            (key, one.etag, one.local.size_bytes, one.local.mtime_ns) for key, one in self._agreed.items()
        ]
        self._state.parent.mkdir(parents=True, exist_ok=True)
        draft = self._state.with_suffix(".draft")
        draft.write_text(json.dumps(rows))
        draft.replace(self._state)
        self._is_dirty = False


def _seen(status: os.stat_result) -> Local:
    return Local(status.st_size, status.st_mtime_ns)
