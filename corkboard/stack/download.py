"""Fetches locked files into the cache: in parallel, resumable, and never trusted before they are hashed."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import requests
import stamina
from jgo.maven import MavenContext

from corkboard.errors import PartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from corkboard.stack.lockfile import Jar

CHUNK_BYTES = 1 << 18
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
    address = repository or _repository()
    with ThreadPoolExecutor(THREADS) as pool:
        fetches = [pool.submit(_fetch, jar, store, address, advance) for jar in jars]
        try:
            finished, _ = wait(fetches, return_when=FIRST_EXCEPTION)
            for fetch in finished:
                fetch.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch(jar: Jar, store: Path, repository: str, advance: Callable[[int], None]) -> None:
    partial = store / f"{jar.sha256}.part"
    try:
        for attempt in stamina.retry_context(on=_is_worth_retrying, attempts=ATTEMPTS, timeout=None):
            with attempt:
                _continue_download(f"{repository}/{jar.repository_path}", jar, partial, advance)
    except requests.RequestException as error:
        raise PartError(
            f"{jar.coordinate} could not be fetched: {_reason(error)}",
            part=jar.coordinate,
            hint="check the network (proxy: HTTPS_PROXY, own authority: REQUESTS_CA_BUNDLE), then run "
            "'corkboard setup' again; it goes on where it stopped",
        ) from error
    if not is_intact(partial, jar):
        partial.unlink(missing_ok=True)
        raise PartError(
            f"{jar.coordinate} is not the file that was locked: its SHA-256 differs",
            part=jar.coordinate,
            hint="run 'corkboard setup' again; if it stays so, a proxy changes downloads",
        )
    os.replace(partial, store / jar.sha256)  # noqa: PTH105 - atomic, also over an existing file


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
                file.write(chunk)
                advance(len(chunk))


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
