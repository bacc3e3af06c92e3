"""Which headers pass the gateway, and under which name; as AWS was recorded to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Pairs = list[tuple[bytes, bytes]]

API_ID = b"corkboard1"

# Not forwarded. The host and the length are the backend request's own.
KEPT_BACK = frozenset(
    {
        b"connection",
        b"content-encoding",
        b"content-length",
        b"content-md5",
        b"expect",
        b"host",
        b"keep-alive",
        b"max-forwards",
        b"proxy-authenticate",
        b"server",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"via",
        b"www-authenticate",
    }
)
REMAPPED = {
    b"connection": b"x-amzn-Remapped-Connection",
    b"content-length": b"x-amzn-Remapped-Content-Length",
    b"date": b"x-amzn-Remapped-Date",
    b"server": b"x-amzn-Remapped-Server",
    b"www-authenticate": b"x-amzn-Remapped-WWW-Authenticate",
    b"x-amzn-requestid": b"x-amzn-Remapped-x-amzn-RequestId",
}
DROPPED = frozenset({b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade"})


def to_backend(headers: Iterable[tuple[bytes, bytes]], host: bytes) -> Pairs:
    """Return a caller's headers (names in lower case) as the backend gets them."""
    passed = [header for header in headers if header[0] not in KEPT_BACK]
    return [(b"host", host), *passed, (b"x-amzn-apigateway-api-id", API_ID)]


def to_caller(headers: Iterable[tuple[bytes, bytes]]) -> Pairs:
    """Return a backend's headers (names in lower case) as the caller gets them."""
    return [(REMAPPED.get(name, name), value) for name, value in headers if name not in DROPPED]
