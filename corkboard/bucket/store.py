"""One bucket, over signed HTTP: a connection a thread, time limits, retries, and errors in words."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corkboard.bucket import signing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.bucket.access import Access

ANSWER_S = 60
ATTEMPTS = 6
FIRST_WAIT_S = 0.1
BUSY = (429, 500, 502, 503, 504)


class StoreError(Exception):
    """S3 refused, or did not answer in ``ATTEMPTS`` attempts.

    Attributes:
        status: The HTTP status; 0 when there was none.
    """

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status

    def __reduce__(self) -> tuple[type[StoreError], tuple[str]]:
        """Travel from a task to the driver."""
        return type(self), (str(self),)


class Store:
    """A bucket, read by several threads.

    The retries are written out: executors have no retry library, and ``local[n]`` retries no task.

    Raises:
        StoreError: From every method.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._address = urlsplit(access.endpoint)
        self._mine = threading.local()

    def get(self, key: str) -> bytes:
        """Return an object's bytes as they are stored."""
        return self._ask(f"/{self._access.bucket}/{key}", {})

    def list(self, query: Mapping[str, str]) -> bytes:
        """Return one page of ListObjectsV2 as XML."""
        return self._ask(f"/{self._access.bucket}", {"list-type": "2", **query})

    def _ask(self, path: str, query: Mapping[str, str]) -> bytes:
        escaped, asked = signing.escaped_path(path), signing.escaped_query(query)
        where = f"{self._access.endpoint}{path}"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, body = self._send(escaped, asked)
            except (OSError, http.client.HTTPException) as error:
                last = repr(error)
            else:
                if status == http.HTTPStatus.OK:
                    return body
                last = f"HTTP {status} {_code(body)}"
                if status not in BUSY:
                    raise StoreError(f"{where}: {last}", status=status)
            if attempt < ATTEMPTS:
                time.sleep(FIRST_WAIT_S * 2**attempt * random.uniform(0.5, 1))  # noqa: S311 - not a secret
        raise StoreError(f"{where}: {last} after {ATTEMPTS} attempts")

    def _send(self, path: str, query: str) -> tuple[int, bytes]:
        headers = signing.signed_headers(
            self._access, host=self._address.netloc, path=path, query=query, now=datetime.now(UTC)
        )
        target = f"{path}?{query}" if query else path
        connection = self._connection()
        try:
            connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    def _connection(self) -> http.client.HTTPConnection:
        """Return this thread's connection, which ``http.client`` opens again after it was closed."""
        connection: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if connection is None:
            secure = self._address.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            connection = self._mine.connection = kind(self._address.netloc, timeout=ANSWER_S)
        return connection


def _code(body: bytes) -> str:
    """Return what S3 calls an error."""
    found = re.search(rb"<Code>(\w+)</Code>", body)
    return found[1].decode() if found else ""
