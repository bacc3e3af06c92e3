"""The identities that every answer of the gateway carries."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from corkboard_proxy.answers import Answer


class Identities:
    """Numbers the answers of one process: a random part, and a counter, which is far cheaper than randomness.

    Args:
        seed: At least 18 hexadecimal digits, different in every process.
    """

    def __init__(self, seed: str) -> None:
        self._uuid = f"{seed[:8]}-{seed[8:12]}-4{seed[12:15]}-8{seed[15:18]}-".encode()
        self._short = seed[:3].encode()
        self._numbers = count(1)

    def next(self) -> Identity:
        """Return the identity of the next request."""
        number = next(self._numbers)
        return Identity(b"%s%012x" % (self._uuid, number), b"%s%012x=" % (self._short, number))


class Identity(NamedTuple):
    """One request's ``x-amzn-RequestId`` and ``x-amz-apigw-id``."""

    request: bytes
    gateway: bytes

    def sign(self, answer: Answer) -> Answer:
        """Return the answer with its identity."""
        identity = ((b"x-amzn-RequestId", self.request), (b"x-amz-apigw-id", self.gateway))
        return Answer(answer.status, answer.body, answer.media_type, identity + answer.headers)
