"""A plugin's file: fetched from S3, looked at, and loaded by a worker that starts anew.

<folder>/staged/     what was fetched and is not loaded yet
<folder>/plugins/    what the worker loads, beside the plugin folder of the settings
"""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import tempfile
import time
import zipfile
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, NamedTuple

import aiohttp
from yarl import URL

from corkboard import clients
from corkboard.errors import PreflightError
from corkboard_proxy.msk.errors import BadRequestError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

CHUNK = 1 << 20
LARGEST_MB = 1024
FETCH = aiohttp.ClientTimeout(total=50, connect=10)  # AWS' tools wait 60 s for an answer
LOAD_S = 240
POLL_S = 0.2
LAST_LINES = 4


class Fetched(NamedTuple):
    """What S3 told: the MD5 in hexadecimal digits, and the size in bytes."""

    md5: str
    size: int


class LoadError(Exception):
    """The worker did not start with a plugin.

    Attributes:
        is_harmless: The worker was not stopped for it.
    """

    def __init__(self, words: str, *, is_harmless: bool) -> None:
        super().__init__(words)
        self.is_harmless = is_harmless


async def fetch(settings: Settings, bucket: str, key: str, into: Path) -> Fetched:
    """Fetch an object.

    Raises:
        BadRequestError: It is not there, or too large.
        UnavailableError: S3 does not answer.
    """
    sign = await asyncio.to_thread(clients.s3_get_signer, settings)
    address, headers = sign(bucket, key)
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        async with (
            aiohttp.ClientSession(timeout=FETCH) as session,
            session.get(URL(address, encoded=True), headers=headers) as answer,
        ):
            if answer.status != HTTPStatus.OK:
                words = f"S3 answers {answer.status} for s3://{bucket}/{key}; upload the plugin there first"
                raise BadRequestError(words, parameter="location.s3Location")
            return await _write(answer, into)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise UnavailableError(f"s3://{bucket}/{key} cannot be fetched: {error!r}") from error


async def _write(answer: aiohttp.ClientResponse, into: Path) -> Fetched:
    digest, size = hashlib.md5(usedforsecurity=False), 0
    with into.open("wb") as file:
        async for chunk in answer.content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > LARGEST_MB << 20:
                raise BadRequestError(f"the file is larger than {LARGEST_MB} MB", parameter="location")
            digest.update(chunk)
            file.write(chunk)
    return Fetched(digest.hexdigest(), size)


def require_code(path: Path, content_type: str) -> None:
    """Refuse what can be no plugin.

    Raises:
        BadRequestError: It is no archive, or has no code in it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:  # as its directory is spoiled
        raise BadRequestError(f"the file is no {content_type}: {error}", parameter="contentType") from error
    suffixes = (".class",) if content_type == "JAR" else (".jar", ".class")
    if not any(name.endswith(suffixes) for name in names):
        raise BadRequestError(
            f"the {content_type} has no {' or '.join(suffixes)} in it, so it is no plugin",
            parameter="location",
        )


async def load() -> None:
    """Start the worker anew with what lies in the folders, and wait until it answers.

    The process that does it ends by itself, also when this one is stopped meanwhile: it must not leave the
    worker stopped.

    Raises:
        LoadError: The worker does not answer; carries the last words.
    """
    deadline = time.monotonic() + LOAD_S
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        child = _begin(errors)
        while (code := child.poll()) is None:
            if time.monotonic() > deadline:
                child.kill()
                child.wait()
                raise LoadError(f"the worker did not start within {LOAD_S} s", is_harmless=False)
            await asyncio.sleep(POLL_S)
        errors.seek(0)
        words = "".join(errors.readlines()[-LAST_LINES:]).strip()
    if code:
        raise LoadError(words, is_harmless=code == PreflightError.exit_code)


def _begin(errors: IO[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "corkboard.stack.reload"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)
