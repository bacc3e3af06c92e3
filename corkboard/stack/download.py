"""Fetches locked files into the cache: in parallel, resumable, and never trusted before they are hashed."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from collections import deque
from typing import TYPE_CHECKING

import requests
import stamina
from jgo.maven import MavenContext

from corkboard.errors import PartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from corkboard.stack.lockfile import Jar

CHUNK_BYTES = 1 << 16
THREADS = 8
TIMEOUT_S = (10, 60)
ATTEMPTS = 4
SERVER_ERROR = 500


def is_intact(path: Path, jar: Jar) -> bool:
    """Say whether a file is there with the locked length and hash."""
    if not path.is_file() or path.stat().st_size != jar.size_bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256


def fetch_all(
    jars: Iterable[Jar], store: Path, *, advance: Callable[[int], None], repository: str | None = None
) -> None:
    """Fetch jars into ``store``, each under its hash.

    Args:
        jars: What is missing.
        store: The folder that keeps them.
        advance: Told the number of bytes as they arrive.
        repository: The Maven repository's address; the client library's own by default.

    Raises:
        PartError: Names the first part that could not be had, and why.
    """
    store.mkdir(parents=True, exist_ok=True)
    crew = _Crew(deque(jars), store, repository or _repository(), advance)
    crew.work()


class StoppedError(Exception):
    """The download was given up; what has arrived is kept."""


class _Crew:
    """Threads that fetch jars until all are there or one cannot be had.

    They are daemons, which neither Ctrl-C nor the end of the process waits for, and they write no more
    once ``work`` has ended.
    """

    def __init__(
        self, jars: deque[Jar], store: Path, repository: str, advance: Callable[[int], None]
    ) -> None:
        self._jars = jars
        self._store = store
        self._repository = repository
        self._advance = advance
        self._is_over = threading.Event()
        self._outcomes: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()

    def work(self) -> None:
        """Return when every jar is there; raise the first error at once."""
        count = len(self._jars)
        try:
            for _ in range(min(THREADS, count)):
                threading.Thread(target=self._fetch_in_turn, daemon=True).start()
            for _ in range(count):
                if error := self._outcomes.get():
                    raise error
        finally:
            self._is_over.set()

    def _fetch_in_turn(self) -> None:
        while not self._is_over.is_set():
            try:
                jar = self._jars.popleft()
            except IndexError:
                return
            try:
                _fetch(jar, self._store, self._repository, self._count)
            except Exception as error:  # noqa: BLE001 - the thread that waits raises it
                self._outcomes.put(error)
            else:
                self._outcomes.put(None)

    def _count(self, size_bytes: int) -> None:
        """Pass progress on; called before each write, it is also where a thread learns that it is over."""
        if self._is_over.is_set():
            raise StoppedError
        self._advance(size_bytes)


def _fetch(jar: Jar, store: Path, repository: str, advance: Callable[[int], None]) -> None:
    partial = store / f"{jar.sha256}.part"
    try:
        for attempt in stamina.retry_context(on=_is_worth_retrying, attempts=ATTEMPTS, timeout=None):
            with attempt:
                advance(0)
                _continue_download(f"{repository}/{jar.repository_path}", jar, partial, advance)
        advance(0)
        _keep(partial, store / jar.sha256, jar)
    except requests.RequestException as error:
        raise PartError(
            f"{jar.coordinate} could not be fetched: {_reason(error)}",
            part=jar.coordinate,
            hint="check the network (proxy: HTTPS_PROXY, own authority: REQUESTS_CA_BUNDLE), then run "
            "'corkboard setup' again; it goes on where it stopped",
        ) from error
    except OSError as error:
        raise PartError(
            f"{jar.coordinate} could not be kept in {store}: {error.strerror or error}",
            part=jar.coordinate,
            hint="free some room there, or set CORKBOARD_CACHE to another folder; then run 'corkboard setup' "
            "again",
        ) from error


def _keep(partial: Path, target: Path, jar: Jar) -> None:
    """Move a whole file to its place; what differs from the lock is thrown away."""
    if not is_intact(partial, jar):
        partial.unlink(missing_ok=True)
        raise PartError(
            f"{jar.coordinate} is not the file that was locked: its SHA-256 differs",
            part=jar.coordinate,
            hint="run 'corkboard setup' again; if it stays so, a proxy changes downloads",
        )
    os.replace(partial, target)  # noqa: PTH105 - atomic, also over an existing file


def _continue_download(address: str, jar: Jar, partial: Path, advance: Callable[[int], None]) -> None:
    """Ask for the bytes that are missing; a server that ignores the range starts the file anew."""
    have = partial.stat().st_size if partial.exists() else 0
    if have >= jar.size_bytes:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    with requests.get(address, headers=headers, stream=True, timeout=TIMEOUT_S) as answer:
        answer.raise_for_status()
        is_rest = answer.status_code == requests.codes.partial_content
        with partial.open("ab" if is_rest else "wb") as file:
            for chunk in answer.iter_content(CHUNK_BYTES):
                advance(len(chunk))
                file.write(chunk)


def _repository() -> str:
    """Return the Maven repository's address, which is the client library's own constant."""
    address: str = next(iter(MavenContext().remote_repos.values()))
    return address.rstrip("/")


def _is_worth_retrying(error: Exception) -> bool:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code >= SERVER_ERROR
    return isinstance(error, requests.RequestException)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    return f"{type(error).__name__}: the repository did not answer"
